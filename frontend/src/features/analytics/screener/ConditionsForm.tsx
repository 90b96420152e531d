/** The conditions of the screener as a form: each change that can be read is at once in the URL. */
import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { ConditionRow } from './ConditionRow'
import { formatWhere, MARKET_FIGURES, MOST_CONDITIONS, type Condition } from './where'

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
