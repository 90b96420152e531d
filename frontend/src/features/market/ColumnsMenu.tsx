/** Which columns the table has, in what order, and how high its rows are. */
import { usePreferences } from '@/lib/preferences'
import { ColumnsPopover } from '@/ui/ColumnsPopover'
import { COLUMN_IDS, HEADS, type ColumnId } from './columnIds'

export interface ColumnsProps {
  columns: ColumnId[]
  onChange: (columns: ColumnId[]) => void
}

function move(columns: ColumnId[], id: ColumnId, by: number): ColumnId[] {
  const at = columns.indexOf(id)
  const rest = columns.filter((one) => one !== id)
  return rest.toSpliced(Math.min(rest.length, Math.max(0, at + by)), 0, id)
}

const nameOf = (id: ColumnId): string => (id === 'rank' ? 'Rank' : HEADS[id].label)

function MoveButton({ columns, onChange, id, by }: ColumnsProps & { id: ColumnId; by: 1 | -1 }) {
  return (
    <button
      type="button"
      className="kbd"
      aria-label={`Move ${nameOf(id)} ${by === 1 ? 'right' : 'left'}`}
      onClick={() => onChange(move(columns, id, by))}
    >
      {by === 1 ? '→' : '←'}
    </button>
  )
}

function Column({ columns, onChange, id }: ColumnsProps & { id: ColumnId }) {
  const on = columns.includes(id)
  const toggle = () => onChange(on ? columns.filter((one) => one !== id) : [...columns, id])
  return (
    <div className="item">
      <label className="row grow">
        <input type="checkbox" checked={on} disabled={id === 'coin'} onChange={toggle} />
        {nameOf(id)}
      </label>
      {on && (
        <>
          <MoveButton {...{ columns, onChange, id }} by={-1} />
          <MoveButton {...{ columns, onChange, id }} by={1} />
        </>
      )}
    </div>
  )
}

function CompactRows() {
  const compact = usePreferences((chosen) => chosen.compact_rows)
  return (
    <label className="item">
      <input
        type="checkbox"
        checked={compact}
        onChange={(event) => usePreferences.setState({ compact_rows: event.target.checked })}
      />
      Compact rows
    </label>
  )
}

export function ColumnsMenu(props: ColumnsProps) {
  const rest = COLUMN_IDS.filter((id) => !props.columns.includes(id))
  return (
    <ColumnsPopover>
      {[...props.columns, ...rest].map((id) => (
        <Column key={id} {...props} id={id} />
      ))}
      <CompactRows />
    </ColumnsPopover>
  )
}
