/** Filter, lists, exchange, columns, CSV. */
import { LayoutGrid, ListFilter, Search, Table2, Upload } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { forwardRef, type ReactNode } from 'react'
import type { Layout, List } from '@/lib/marketView'
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

/** `unusual`: how many coins have an anomaly; null while it is not known. */
export const listOptions = (unusual: number | null): { value: List; label: ReactNode }[] => [
  { value: 'all', label: 'All' },
  { value: 'watch', label: 'Watchlist' },
  { value: 'up', label: 'Rising' },
  { value: 'down', label: 'Falling' },
  {
    value: 'anomalies',
    label: <>Anomalies {unusual !== null && unusual > 0 && <span className="t3 num">{unusual}</span>}</>,
  },
]

export const LAYOUT_OPTIONS: { value: Layout; label: ReactNode }[] = [
  { value: 'table', label: <LayoutLabel icon={Table2} words="Table" /> },
  { value: 'heat', label: <LayoutLabel icon={LayoutGrid} words="Heat map" /> },
]

function LayoutLabel({ icon: Icon, words }: { icon: LucideIcon; words: string }) {
  return (
    <span className="row gap-1">
      <Icon className="i s" aria-hidden /> {words}
    </span>
  )
}

export const VENUE_OPTIONS: { value: string; label: string }[] = [
  { value: '', label: 'Exchange: any' },
  ...VENUES.map((venue) => ({ value: venue, label: `Exchange: ${venueName(venue)}` })),
]

interface Props extends ColumnsProps {
  children: React.ReactNode
  list: List
  layout: Layout
  unusual: number | null
  venue: string
  orderHeld: boolean
  onList: (list: List) => void
  onLayout: (layout: Layout) => void
  onVenue: (venue: string) => void
  onCsv: () => void
}

export function Toolbar(props: Props) {
  const { children, list, layout, unusual, venue, orderHeld, onList, onLayout, onVenue, onCsv, ...columns } = props
  return (
    <div className="toolbar">
      {children}
      <Segment label="List" options={listOptions(unusual)} value={list} onChange={onList} />
      <Segment label="View" options={LAYOUT_OPTIONS} value={layout} onChange={onLayout} />
      <span className="grow" />
      {orderHeld && (
        <span className="xs t3" title="The order is kept while a row is pointed at, focused or selected">
          Order held
        </span>
      )}
      <ChipSelect label="Exchange" icon={ListFilter} options={VENUE_OPTIONS} value={venue} onChange={onVenue} />
      {layout === 'table' && <ColumnsMenu {...columns} />}
      <button type="button" className="chip" onClick={onCsv}>
        <Upload className="i s" aria-hidden /> CSV
      </button>
    </div>
  )
}
