/** Filter, lists, exchange, columns, CSV. */
import { ListFilter, Search, Upload } from 'lucide-react'
import { forwardRef } from 'react'
import type { List } from '@/lib/marketView'
import { VENUES, venueName } from '@/lib/venues'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { ColumnsMenu, type ColumnsProps } from './ColumnsMenu'

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
  { value: 'watch', label: 'Watchlist' },
  { value: 'up', label: 'Rising' },
  { value: 'down', label: 'Falling' },
]

export const VENUE_OPTIONS: { value: string; label: string }[] = [
  { value: '', label: 'Exchange: any' },
  ...VENUES.map((venue) => ({ value: venue, label: `Exchange: ${venueName(venue)}` })),
]

interface Props extends ColumnsProps {
  children: React.ReactNode
  list: List
  venue: string
  orderHeld: boolean
  onList: (list: List) => void
  onVenue: (venue: string) => void
  onCsv: () => void
}

export function Toolbar({ children, list, venue, orderHeld, onList, onVenue, onCsv, ...columns }: Props) {
  return (
    <div className="toolbar">
      {children}
      <Segment label="List" options={LIST_OPTIONS} value={list} onChange={onList} />
      <span className="grow" />
      {orderHeld && (
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
