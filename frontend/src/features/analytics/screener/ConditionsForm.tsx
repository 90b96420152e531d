/** The conditions of the screener as a form: each change that can be read is at once in the URL. */
import { Plus } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useRowKeys } from '@/ui/useRowKeys'
import { ConditionRow } from './ConditionRow'
import { conditionText, formatWhere, MARKET_FIGURES, MOST_CONDITIONS, type Condition } from './where'

interface Props {
  conditions: readonly Condition[]
  /** Names of figures that are offered while one types. */
  figures: readonly string[]
  onChange: (where: string | undefined) => void
}

const EMPTY: Condition = { figure: '', operator: '>', than: '' }

/** An empty row at the end stays until the conditions have grown by it, so that it becomes their last one. */
function useRows(conditions: readonly Condition[]) {
  const [adding, setAdding] = useState(false)
  const [takenAt, setTakenAt] = useState<number | null>(null)
  const arrived = takenAt !== null && conditions.length > takenAt
  if (arrived) {
    setAdding(false)
    setTakenAt(null)
  }
  const isAdding = adding && !arrived
  const rows = isAdding ? [...conditions, EMPTY] : conditions
  const keys = useRowKeys(rows.map(conditionText))
  return { rows, keys, isAdding, setAdding, taken: () => setTakenAt(conditions.length) }
}

function useConditions({ conditions, onChange }: Omit<Props, 'figures'>) {
  const { taken, setAdding, ...shown } = useRows(conditions)
  const group = useRef<HTMLDivElement>(null)
  const take = (at: number, next: Condition) => {
    if (at === conditions.length) taken()
    onChange(formatWhere(conditions.toSpliced(at, 1, next)))
  }
  const remove = (at: number) => {
    if (at === conditions.length) setAdding(false)
    else onChange(formatWhere(conditions.toSpliced(at, 1)))
    // The button that was pressed goes with its row.
    group.current?.focus()
  }
  return { ...shown, group, take, remove, add: () => setAdding(true) }
}

export function ConditionsForm({ conditions, figures, onChange }: Props) {
  const { rows, keys, isAdding, group, take, remove, add } = useConditions({ conditions, onChange })
  const listId = useId()
  return (
    <div className="conditions" role="group" aria-label="Conditions" ref={group} tabIndex={-1}>
      <datalist id={listId}>
        {[...MARKET_FIGURES, ...figures].map((figure) => (
          <option key={figure} value={figure} />
        ))}
      </datalist>
      {rows.map((condition, at) => (
        <ConditionRow
          key={keys[at]}
          {...{ condition, listId }}
          isNew={at === conditions.length}
          onTake={(next) => take(at, next)}
          onRemove={() => remove(at)}
        />
      ))}
      {!isAdding && conditions.length < MOST_CONDITIONS && (
        <button type="button" className="chip justify-self-start" onClick={add}>
          <Plus className="i s" aria-hidden /> Condition
        </button>
      )}
    </div>
  )
}
