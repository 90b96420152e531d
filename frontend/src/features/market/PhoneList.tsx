/** The market on a phone: rows of 56 px with coin, 24 h spark, price and change; sort and filter in one sheet. */
import { Link } from '@tanstack/react-router'
import { ChevronDown, ListFilter } from 'lucide-react'
import { memo, useState } from 'react'
import type { Coin } from '@/api/types'
import { formatCompact } from '@/lib/format'
import type { List } from '@/lib/marketView'
import { preferredView } from '@/lib/preferences'
import { reasonText } from '@/lib/venues'
import { usePrice } from '@/stream/useStream'
import { Dialog } from '@/ui/Dialog'
import { Spark } from '@/ui/figures'
import { Change, CoinIcon, Fresh, useIsStale } from '@/ui/badges'
import { PriceText } from '@/ui/PriceText'
import { Segment } from '@/ui/Segment'
import { decimalsOf } from './cells'
import type { ColumnId } from './columnIds'
import { newest } from './marketQuery'
import type { SortKey } from './search'
import { LIST_OPTIONS, VENUE_OPTIONS } from './Toolbar'

const PhoneRow = memo(function PhoneRow({ coin }: { coin: Coin }) {
  const figures = newest(coin, usePrice(coin.coin_id))
  const stale = useIsStale(figures.as_of, figures.stale)
  const day = coin.sparkline?.values.slice(-25) ?? []
  return (
    <Link
      to="/coins/$id"
      params={{ id: coin.coin_id }}
      search={preferredView()}
      className="phone-row"
      data-coin={coin.coin_id}
    >
      <CoinIcon symbol={coin.symbol} />
      <span className="grow">
        <span className="row gap-[6px]">
          <b className="b truncate">{coin.name}</b>
          <span className="t3 sm">{coin.symbol}</span>
        </span>
        <span className="xs t3">
          {figures.volume_24h === null ? 'volume unknown' : `$${formatCompact(figures.volume_24h)}`}
        </span>
      </span>
      <Spark values={day} label={`${coin.name}, last 24 hours`} width={64} />
      <span className="figures">
        <span className={stale ? 'pxcell px is-stale' : 'pxcell px'}>
          <Fresh asOf={figures.as_of} stale={figures.stale} />
          <PriceText
            price={figures.price}
            decimals={decimalsOf(coin)}
            reason={reasonText(figures.reason ?? 'no_data')}
          />
        </span>
        <span className="sm b num">
          <Change percent={figures.change_24h_percent} />
        </span>
      </span>
    </Link>
  )
})

const SORTS: { label: string; key: SortKey }[] = [
  { label: 'Rank', key: { id: 'rank', descending: false } },
  { label: 'Name', key: { id: 'coin', descending: false } },
  { label: 'Price', key: { id: 'price', descending: true } },
  { label: 'Change 24 h', key: { id: 'change_24h', descending: true } },
  { label: 'Volume', key: { id: 'volume', descending: true } },
]

const sortLabel = (id: ColumnId): string => SORTS.find(({ key }) => key.id === id)?.label ?? 'Sort'

interface SheetProps {
  sort: SortKey[]
  list: List
  venue: string
  onSort: (keys: SortKey[]) => void
  onList: (list: List) => void
  onVenue: (venue: string) => void
}

export function SortSheet({ sort, list, venue, onSort, onList, onVenue }: SheetProps) {
  const [open, setOpen] = useState(false)
  const current = sort[0]?.id ?? 'rank'
  return (
    <>
      <button type="button" className="btn ghost" onClick={() => setOpen(true)}>
        <ListFilter className="i" aria-hidden /> {sortLabel(current)} <ChevronDown className="i s" aria-hidden />
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="Sort and filter">
        <div className="menu-plain p-2">
          {SORTS.map(({ label, key }) => (
            <button
              key={key.id}
              type="button"
              className="hit min-h-11"
              aria-pressed={key.id === current}
              onClick={() => onSort([key])}
            >
              <span className="grow">{label}</span>
              {key.id === current && <span aria-hidden>✓</span>}
            </button>
          ))}
          <div className="row flex-wrap px-3 py-2">
            <Segment label="List" options={LIST_OPTIONS} value={list} onChange={onList} />
          </div>
          <div className="row flex-wrap px-3 pb-2">
            <Segment
              label="Exchange"
              value={venue}
              onChange={onVenue}
              options={VENUE_OPTIONS.map(({ value, label }) => ({ value, label: label.replace('Exchange: ', '') }))}
            />
          </div>
        </div>
      </Dialog>
    </>
  )
}

export function PhoneList({ coins }: { coins: Coin[] }) {
  return (
    <div>
      {coins.map((coin) => (
        <PhoneRow key={coin.coin_id} coin={coin} />
      ))}
    </div>
  )
}
