/** One condition of the screener: a figure, a comparison, a number or another figure. */
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { useDraft } from '@/ui/useDraft'
import { conditionText, OPERATOR_WORDS, OPERATORS, problemOf, tidy, type Condition, type Operator } from './where'

const LONGEST = 80

interface FieldProps {
  label: string
  hint: string
  listId: string
  value: string
  /** The id of what says what is wrong with it. */
  error: string | undefined
  autoFocus?: boolean
  onChange: (value: string) => void
  onTake: () => void
}

function Field({ label, hint, listId, value, error, autoFocus, onChange, onTake }: FieldProps) {
  return (
    <input
      aria-label={label}
      aria-invalid={error === undefined ? undefined : true}
      aria-describedby={error}
      autoFocus={autoFocus}
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
function useConditionDraft(condition: Condition, onTake: (condition: Condition) => void) {
  const { draft, setDraft, commit } = useDraft(condition, conditionText(condition))
  const [touched, setTouched] = useState(false)
  const take = (given: Condition) => {
    const next = tidy(given)
    setTouched(true)
    if (problemOf(next) !== '') return
    commit(next, conditionText(next))
    if (conditionText(next) !== conditionText(condition)) onTake(next)
  }
  return { draft, setDraft, take, problem: touched ? problemOf(tidy(draft)) : '' }
}

interface Props {
  condition: Condition
  listId: string
  /** It has just been added: the focus goes to its figure. */
  isNew: boolean
  onTake: (condition: Condition) => void
  onRemove: () => void
}

export function ConditionRow({ condition, listId, isNew, onTake, onRemove }: Props) {
  const { draft, setDraft, take, problem } = useConditionDraft(condition, onTake)
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
      <Field label="Figure" hint="figure" autoFocus={isNew} {...field('figure')} />
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
