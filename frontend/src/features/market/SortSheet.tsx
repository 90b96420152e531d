/** On a phone: by what the coins are sorted, which end comes first, and which of them are shown. */
import { ArrowDown, ArrowUp, ListFilter } from 'lucide-react'
import { useState } from 'react'
import type { Layout, List } from '@/lib/marketView'
import { Dialog } from '@/ui/Dialog'
import { Segment } from '@/ui/Segment'
import { HEADS, type ColumnId } from './columnIds'
import type { SortKey } from './search'
import { LAYOUT_OPTIONS, listOptions, VENUE_OPTIONS } from './Toolbar'

interface Choice {
  id: ColumnId
  label: string
  ascending: string
  descending: string
}

const FIGURE = { ascending: 'Lowest first', descending: 'Highest first' }
const CHANGE = { ascending: 'Losers first', descending: 'Gainers first' }

const CHOICES: Choice[] = [
  { id: 'rank', label: 'Rank', ascending: 'Largest first', descending: 'Smallest first' },
  { id: 'coin', label: 'Name', ascending: 'A to Z', descending: 'Z to A' },
  { id: 'price', label: 'Price', ...FIGURE },
  { id: 'change_1h', label: 'Change 1 h', ...CHANGE },
  { id: 'change_24h', label: 'Change 24 h', ...CHANGE },
  { id: 'change_7d', label: 'Change 7 d', ...CHANGE },
  { id: 'volume', label: 'Volume', ...FIGURE },
]

/** A link may sort by a column that the sheet does not offer. */
const choiceOf = (id: ColumnId): Choice =>
  CHOICES.find((choice) => choice.id === id) ?? { id, label: HEADS[id].label, ...FIGURE }

/** Rank and name begin at their start, figures at the highest. */
const firstOrder = (id: ColumnId): SortKey => ({ id, descending: id !== 'rank' && id !== 'coin' })

interface Props {
  sort: SortKey[]
  list: List
  layout: Layout
  unusual: number | null
  venue: string
  onSort: (keys: SortKey[]) => void
  onList: (list: List) => void
  onLayout: (layout: Layout) => void
  onVenue: (venue: string) => void
}

function SortChoices({ current, onSort }: { current: SortKey; onSort: Props['onSort'] }) {
  const { ascending, descending } = choiceOf(current.id)
  return (
    <>
      {CHOICES.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          className="hit"
          aria-pressed={id === current.id}
          onClick={() => onSort([firstOrder(id)])}
        >
          <span className="grow">{label}</span>
          {id === current.id && <span aria-hidden>✓</span>}
        </button>
      ))}
      <div className="row flex-wrap px-3 py-2">
        <Segment
          label="Order"
          options={[
            { value: 'descending', label: descending },
            { value: 'ascending', label: ascending },
          ]}
          value={current.descending ? 'descending' : 'ascending'}
          onChange={(order) => onSort([{ id: current.id, descending: order === 'descending' }])}
        />
      </div>
    </>
  )
}

/** Lists, exchange and view below the order. */
function Filters({ list, layout, unusual, venue, onList, onLayout, onVenue }: Omit<Props, 'sort' | 'onSort'>) {
  return (
    <>
      <div className="row flex-wrap px-3 py-2">
        <Segment label="View" options={LAYOUT_OPTIONS} value={layout} onChange={onLayout} />
      </div>
      <div className="row flex-wrap px-3 py-2">
        <Segment label="List" options={listOptions(unusual)} value={list} onChange={onList} />
      </div>
      <div className="row flex-wrap px-3 pb-2">
        <Segment
          label="Exchange"
          value={venue}
          onChange={onVenue}
          options={VENUE_OPTIONS.map(({ value, label }) => ({ value, label: label.replace('Exchange: ', '') }))}
        />
      </div>
    </>
  )
}

export function SortSheet({ sort, onSort, ...filters }: Props) {
  const [open, setOpen] = useState(false)
  const current = sort[0] ?? firstOrder('rank')
  const Arrow = current.descending ? ArrowDown : ArrowUp
  return (
    <>
      <button type="button" className="btn ghost" onClick={() => setOpen(true)}>
        <ListFilter className="i" aria-hidden /> {choiceOf(current.id).label}
        <Arrow className="i s" aria-hidden />
        <span className="sr">{choiceOf(current.id)[current.descending ? 'descending' : 'ascending']}</span>
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="Sort and filter">
        <div className="menu-plain p-2">
          <SortChoices current={current} onSort={onSort} />
          <Filters {...filters} />
        </div>
      </Dialog>
    </>
  )
}
