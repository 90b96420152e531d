/** One parameter of an indicator: applied when it is left or entered, if it is possible; else it says what is. */
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { coinsQuery } from '@/api/queries'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { useDraft } from '@/ui/useDraft'
import { paramProblem, type Param } from './registry'

interface Props {
  param: Param
  value: string
  onChange: (value: string) => void
}

const SECOND = 1000
const titleOf = ({ name }: Param): string => name.replaceAll('_', ' ')

/** `2026-11-22T10:00`, in UTC, for an input of a time; empty for 0, the beginning. */
export function timeText(seconds: string): string {
  const at = Number(seconds) * SECOND
  return at > 0 ? new Date(at).toISOString().slice(0, 16) : ''
}

export function secondsOf(text: string): string {
  return text === '' ? '0' : String(Math.floor(Date.parse(`${text}Z`) / SECOND))
}

function TimeInput({ param, value, onChange }: Props) {
  return (
    <label className="param">
      <span className="lab">{titleOf(param)}, UTC</span>
      <input
        type="datetime-local"
        value={timeText(value)}
        onChange={(event) => onChange(secondsOf(event.target.value))}
      />
    </label>
  )
}

function CoinInput({ param, value, onChange }: Props) {
  const coins = useQuery(coinsQuery).data ?? []
  const known = coins.some(({ coin_id }) => coin_id === value)
  return (
    <label className="param">
      <span className="lab">{titleOf(param)}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {!known && <option value={value}>{value}</option>}
        {coins.map(({ coin_id, name }) => (
          <option key={coin_id} value={coin_id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function NumberInput({ param, value, onChange }: Props) {
  const { draft: text, setDraft: setText, commit } = useDraft(value, value)
  const [left, setLeft] = useState(false)
  const id = useId()
  const problem = paramProblem(param, text)
  const take = () => {
    setLeft(true)
    if (problem !== null || text === value) return
    commit(text, text)
    onChange(text)
  }
  return (
    <label className="param">
      <span className="lab">{titleOf(param)}</span>
      <input
        inputMode="decimal"
        value={text}
        aria-invalid={left && problem !== null}
        aria-describedby={left && problem ? id : undefined}
        onChange={(event) => setText(event.target.value.trim().replace(',', '.'))}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      {left && problem !== null && (
        <span role="alert">
          <ErrorLine id={id}>{problem}</ErrorLine>
        </span>
      )}
    </label>
  )
}

export function ParamInput(props: Props) {
  if (props.param.kind === 'time') return <TimeInput {...props} />
  if (props.param.kind === 'coin') return <CoinInput {...props} />
  return <NumberInput {...props} />
}
