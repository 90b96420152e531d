/** Filter, lists, exchange, columns, CSV. */
import { Columns3, ListFilter, Search, Upload } from 'lucide-react'
import { Popover } from 'radix-ui'
import { forwardRef } from 'react'
import { VENUES, venueName } from '@/lib/venues'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { COLUMN_IDS, HEADS, type ColumnId } from './columnIds'
import type { List } from './search'

interface FilterProps {
  count: number
  value: string
  onChange: (text: string) => void
}

export const FilterInput = forwardRef<HTMLInputElement, FilterProps>(function FilterInput(
  { count, value, onChange },
  ref,
) {
  return (
    <label className="search filter">
      <Search className="i s" aria-hidden />
      <input
        ref={ref}
        type="text"
        value={value}
        placeholder={`Filter ${count || ''} coins`}
        aria-label="Filter coins"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          onChange('')
          event.currentTarget.blur()
        }}
      />
      <span className="kbd not-phone" aria-hidden="true">
        /
      </span>
    </label>
  )
})

export const LIST_OPTIONS: { value: List; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'up', label: 'Rising' },
  { value: 'down', label: 'Falling' },
]

export const VENUE_OPTIONS: { value: string; label: string }[] = [
  { value: '', label: 'Exchange: any' },
  ...VENUES.map((venue) => ({ value: venue, label: `Exchange: ${venueName(venue)}` })),
]

interface ColumnsProps {
  columns: ColumnId[]
  onChange: (columns: ColumnId[]) => void
}

function move(columns: ColumnId[], id: ColumnId, by: number): ColumnId[] {
  const at = columns.indexOf(id)
  const rest = columns.filter((one) => one !== id)
  const to = Math.min(rest.length, Math.max(0, at + by))
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

function ColumnsMenu({ columns, onChange }: ColumnsProps) {
  const rest = COLUMN_IDS.filter((id) => !columns.includes(id))
  const toggle = (id: ColumnId) =>
    onChange(columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id])
  return (
    <Popover.Root>
      <Popover.Trigger className="chip">
        <Columns3 className="i s" aria-hidden /> Columns
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu" align="end" sideOffset={6} aria-label="Columns">
          {[...columns, ...rest].map((id) => (
            <div key={id} className="item">
              <label className="row grow">
                <input
                  type="checkbox"
                  checked={columns.includes(id)}
                  disabled={id === 'coin'}
                  onChange={() => toggle(id)}
                />
                {id === 'rank' ? 'Rank' : HEADS[id].label}
              </label>
              {columns.includes(id) && (
                <>
                  <button
                    type="button"
                    className="kbd"
                    aria-label={`Move ${HEADS[id].label} left`}
                    onClick={() => onChange(move(columns, id, -1))}
                  >
                    ←
                  </button>
                  <button
                    type="button"
                    className="kbd"
                    aria-label={`Move ${HEADS[id].label} right`}
                    onClick={() => onChange(move(columns, id, 1))}
                  >
                    →
                  </button>
                </>
              )}
            </div>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface Props extends ColumnsProps {
  children: React.ReactNode
  list: List
  venue: string
  held: boolean
  onList: (list: List) => void
  onVenue: (venue: string) => void
  onCsv: () => void
}

export function Toolbar({ children, list, venue, held, onList, onVenue, onCsv, ...columns }: Props) {
  return (
    <div className="toolbar">
      {children}
      <Segment label="List" options={LIST_OPTIONS} value={list} onChange={onList} />
      <span className="grow" />
      {held && (
        <span className="xs t3" title="The order is kept while a row is pointed at, focused or selected">
          Order held
        </span>
      )}
      <ChipSelect label="Exchange" icon={ListFilter} options={VENUE_OPTIONS} value={venue} onChange={onVenue} />
      <ColumnsMenu {...columns} />
      <button type="button" className="chip" onClick={onCsv}>
        <Upload className="i s" aria-hidden /> CSV
      </button>
    </div>
  )
}
