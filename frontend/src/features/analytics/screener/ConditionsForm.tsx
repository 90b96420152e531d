/** The conditions of the screener as a form: each change that can be read is at once in the URL. */
import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { formatWhere, MARKET_FIGURES, MOST_CONDITIONS, OPERATOR_WORDS, OPERATORS, problemOf, tidy } from './where'
import type { Condition, Operator } from './where'

interface RowProps {
  condition: Condition
  listId: string
  onTake: (condition: Condition) => void
  onRemove: () => void
}

const OPERATOR_OPTIONS = OPERATORS.map((value) => ({ value, label: OPERATOR_WORDS[value] }))

/** Taken over on leaving a field or with Enter; what cannot be read stays to be mended. */
function ConditionRow({ condition, listId, onTake, onRemove }: RowProps) {
  const [draft, setDraft] = useState(condition)
  const [touched, setTouched] = useState(false)
  const id = useId()
  const problem = problemOf(tidy(draft))
  const take = (next: Condition) => {
    setTouched(true)
    if (problemOf(tidy(next)) === '') onTake(tidy(next))
  }
  const described = touched && problem !== '' ? { 'aria-invalid': true, 'aria-describedby': id } : {}
  const field = (name: 'figure' | 'than', label: string) => (
    <input
      aria-label={label}
      list={listId}
      value={draft[name]}
      placeholder={name === 'figure' ? 'figure' : 'number or figure'}
      maxLength={80}
      {...described}
      onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      onBlur={() => take(draft)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(draft)
      }}
    />
  )
  return (
    <div className="condition">
      {field('figure', 'Figure')}
      <select
        aria-label="Comparison"
        value={draft.operator}
        onChange={(event) => {
          const next = { ...draft, operator: event.target.value as Operator }
          setDraft(next)
          take(next)
        }}
      >
        {OPERATOR_OPTIONS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {field('than', 'Number or figure')}
      <button type="button" className="icb" aria-label="Remove the condition" title="Remove" onClick={onRemove}>
        <X className="i s" aria-hidden />
      </button>
      {touched && problem !== '' && (
        <p id={id} className="sm text-danger" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

interface Props {
  conditions: readonly Condition[]
  /** Names of figures that are offered while one types. */
  figures: readonly string[]
  onChange: (where: string | undefined) => void
}

const EMPTY: Condition = { figure: '', operator: '>', than: '' }

export function ConditionsForm({ conditions, figures, onChange }: Props) {
  const [adding, setAdding] = useState(false)
  const listId = useId()
  const replace = (at: number, ...next: Condition[]) => onChange(formatWhere(conditions.toSpliced(at, 1, ...next)))
  return (
    <div className="conditions" role="group" aria-label="Conditions">
      <datalist id={listId}>
        {[...MARKET_FIGURES, ...figures].map((figure) => (
          <option key={figure} value={figure} />
        ))}
      </datalist>
      {conditions.map((condition, at) => (
        <ConditionRow
          key={`${at} ${formatWhere([condition]) ?? ''}`}
          {...{ condition, listId }}
          onTake={(next) => replace(at, next)}
          onRemove={() => replace(at)}
        />
      ))}
      {adding && (
        <ConditionRow
          condition={EMPTY}
          listId={listId}
          onTake={(next) => {
            setAdding(false)
            onChange(formatWhere([...conditions, next]))
          }}
          onRemove={() => setAdding(false)}
        />
      )}
      {!adding && conditions.length < MOST_CONDITIONS && (
        <button type="button" className="chip justify-self-start" onClick={() => setAdding(true)}>
          <Plus className="i s" aria-hidden /> Condition
        </button>
      )}
    </div>
  )
}
