/** The chosen indicators in their order: colour, parameters, place, and the way out. */
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import type { IndicatorKind } from '@/api/indicators'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { useRowKeys } from '@/ui/useRowKeys'
import { COLOUR_COUNT, moveIndicator, specOf, type ChosenIndicator } from './chosen'
import { lookOf, nameOf, type Registry } from './looks'
import { ParamInput } from './ParamInput'
import { conflictOf } from './registry'
import { COLOURS, placeColour } from './shown'

interface Props {
  chosen: readonly ChosenIndicator[]
  registry: Registry
  onChange: (chosen: ChosenIndicator[]) => void
}

interface RowProps extends Props {
  one: ChosenIndicator
  index: number
}

function ColourButton({ chosen, one, index, onChange, name }: RowProps & { name: string }) {
  const now = one.colour ?? placeColour(index)
  const next = (now % COLOUR_COUNT) + 1
  return (
    <button
      type="button"
      className="icb"
      aria-label={`Colour of ${name}: ${now} of ${COLOUR_COUNT}. Take the next one`}
      title="Next colour"
      onClick={() => onChange(chosen.with(index, { ...one, colour: next }))}
    >
      <i className={`swatch ${COLOURS[now - 1] ?? ''}`} aria-hidden="true" />
    </button>
  )
}

/** What a change of a parameter would make of it is refused when another one is the same already. */
function Params({ chosen, one, index, onChange, kind }: RowProps & { kind: IndicatorKind }) {
  const set = (at: number, value: string) => {
    const next = { ...one, params: one.params.with(at, value) }
    if (!chosen.some((other) => specOf(other) === specOf(next))) onChange(chosen.with(index, next))
  }
  const conflict = conflictOf(kind, one.params)
  return (
    <span className="params grow">
      {kind.params.map((param, at) => (
        <ParamInput key={param.name} param={param} value={one.params[at] ?? ''} onChange={(value) => set(at, value)} />
      ))}
      {conflict !== null && (
        <span role="alert">
          <ErrorLine>{conflict}</ErrorLine>
        </span>
      )}
    </span>
  )
}

function MoveButton({ chosen, index, onChange, name, by }: RowProps & { name: string; by: 1 | -1 }) {
  const Icon = by === 1 ? ArrowDown : ArrowUp
  const isLast = index + by < 0 || index + by >= chosen.length
  return (
    <button
      type="button"
      className="icb"
      aria-label={`Move ${name} ${by === 1 ? 'down' : 'up'}`}
      aria-disabled={isLast}
      onClick={() => {
        // Not `disabled`: the focus stays on the button with which the row was moved to the end.
        if (!isLast) onChange(moveIndicator(chosen, index, by))
      }}
    >
      <Icon className="i s" aria-hidden />
    </button>
  )
}

function Row(props: RowProps) {
  const { chosen, registry, one, index, onChange } = props
  const look = lookOf(one.name, registry)
  const name = nameOf(one.name, one.params, look)
  const kind = registry.find((other) => other.name === one.name)
  return (
    <li className="line indicator-row" data-chosen={specOf(one)}>
      <ColourButton {...props} name={name} />
      <span className="indicator-name">
        <b className="b">{look.name ?? name}</b>
        <span className="xs t3 block">{look.pane === 'price' ? 'on the price' : 'pane below'}</span>
      </span>
      {kind ? <Params {...props} kind={kind} /> : <span className="grow" />}
      <MoveButton {...props} name={name} by={-1} />
      <MoveButton {...props} name={name} by={1} />
      <button
        type="button"
        className="icb"
        aria-label={`Take ${name} away`}
        onClick={() => onChange(chosen.toSpliced(index, 1))}
      >
        <X className="i s" aria-hidden />
      </button>
    </li>
  )
}

export function ChosenList(props: Props) {
  const keys = useRowKeys(props.chosen.map(specOf))
  if (props.chosen.length === 0) return <p className="sm t3 px-[14px] py-3">None is shown.</p>
  return (
    <ol aria-label="Shown indicators">
      {props.chosen.map((one, index) => (
        <Row key={keys[index]} {...props} one={one} index={index} />
      ))}
    </ol>
  )
}
