/** One condition of the screener: a figure, a comparison, a number or another figure. */
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { OPERATOR_WORDS, OPERATORS, problemOf, tidy, type Condition, type Operator } from './where'

const LONGEST = 80

interface FieldProps {
  label: string
  hint: string
  listId: string
  value: string
  /** The id of what says what is wrong with it. */
  error: string | undefined
  onChange: (value: string) => void
  onTake: () => void
}

function Field({ label, hint, listId, value, error, onChange, onTake }: FieldProps) {
  return (
    <input
      aria-label={label}
      aria-invalid={error === undefined ? undefined : true}
      aria-describedby={error}
      list={listId}
      value={value}
      placeholder={hint}
      maxLength={LONGEST}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onTake}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onTake()
      }}
    />
  )
}

function OperatorSelect({ value, onChange }: { value: Operator; onChange: (operator: Operator) => void }) {
  return (
    <select aria-label="Comparison" value={value} onChange={(event) => onChange(event.target.value as Operator)}>
      {OPERATORS.map((operator) => (
        <option key={operator} value={operator}>
          {OPERATOR_WORDS[operator]}
        </option>
      ))}
    </select>
  )
}

/** Taken over on leaving a field or with Enter; what cannot be read stays to be mended. */
function useDraft(condition: Condition, onTake: (condition: Condition) => void) {
  const [draft, setDraft] = useState(condition)
  const [touched, setTouched] = useState(false)
  const take = (next: Condition) => {
    setTouched(true)
    if (problemOf(tidy(next)) === '') onTake(tidy(next))
  }
  return { draft, setDraft, take, problem: touched ? problemOf(tidy(draft)) : '' }
}

interface Props {
  condition: Condition
  listId: string
  onTake: (condition: Condition) => void
  onRemove: () => void
}

export function ConditionRow({ condition, listId, onTake, onRemove }: Props) {
  const { draft, setDraft, take, problem } = useDraft(condition, onTake)
  const id = useId()
  const field = (name: 'figure' | 'than') => ({
    ...{ listId, value: draft[name], error: problem === '' ? undefined : id },
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
    onTake: () => take(draft),
  })
  const compare = (operator: Operator) => {
    setDraft({ ...draft, operator })
    take({ ...draft, operator })
  }
  return (
    <div className="screen-condition">
      <Field label="Figure" hint="figure" {...field('figure')} />
      <OperatorSelect value={draft.operator} onChange={compare} />
      <Field label="Number or figure" hint="number or figure" {...field('than')} />
      <button type="button" className="icb" aria-label="Remove the condition" title="Remove" onClick={onRemove}>
        <X className="i s" aria-hidden />
      </button>
      {problem !== '' && (
        <p id={id} className="sm text-danger" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
