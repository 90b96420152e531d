/** The content of each cell of a row. */
import type { Coin, Figures } from '@/api/types'
import { formatBp, priceDecimals } from '@/lib/format'
import { doubtText } from '@/lib/doubt'
import { reasonText } from '@/lib/venues'
import { CompleteRail, RangeBar, Spark } from '@/ui/figures'
import { Change, CoinIcon, Fresh, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { PriceText } from '@/ui/PriceText'
import { VenueLetters } from '@/ui/VenueLetters'
import { VolumeText } from '@/ui/VolumeText'
import { WatchStar } from '@/ui/WatchStar'
import type { ColumnId } from './columnIds'
import { SentimentCell } from './SentimentCell'

export interface RowData {
  coin: Coin
  figures: Figures
  quiet: boolean
  usualComplete: number
  /** What is unusual about the coin, in words. */
  note?: string | undefined
}

/** One number of decimals for each coin, in every cell of its row. */
export const decimalsOf = (coin: Coin): number | undefined => priceDecimals(coin.tick, coin.price)

/** The hourly closes of the last 24 hours. */
export const lastDay = (coin: Coin): (string | null)[] => coin.sparkline?.values.slice(-24) ?? []

export function CoinName({ coin, note }: Pick<RowData, 'coin' | 'note'>) {
  return (
    <span className="coin">
      <CoinIcon symbol={coin.symbol} />
      <CoinLink id={coin.coin_id} tabIndex={-1}>
        <span className="nm">{coin.name}</span>
      </CoinLink>
      <span className="sy">{coin.symbol}</span>
      {note !== undefined && (
        <span className="xs stale truncate max-w-52" title={note}>
          {note}
        </span>
      )}
      <WatchStar coin={coin} tabIndex={-1} />
    </span>
  )
}

/** A price that counts, but about which something is doubtful: in words on hover and to readers. */
function Doubt({ figures }: { figures: Figures }) {
  const words = doubtText(figures)
  return (
    <span className="stale b" title={words}>
      <span aria-hidden="true">≠</span>
      <span className="sr">{words}: </span>
    </span>
  )
}

export function PriceCell({ coin, figures, quiet }: Pick<RowData, 'coin' | 'figures' | 'quiet'>) {
  return (
    <span className="pxcell">
      <Fresh asOf={figures.as_of} stale={figures.stale} quiet={quiet} />
      {figures.price !== null && !figures.stale && figures.reason && <Doubt figures={figures} />}
      <PriceText price={figures.price} decimals={decimalsOf(coin)} reason={reasonText(figures.reason ?? 'no_data')} />
    </span>
  )
}

const HISTORY = 'The history of this span is still being filled'

export const CELLS: Record<ColumnId, (row: RowData) => React.ReactNode> = {
  rank: ({ coin }) => coin.market_cap_rank ?? <Unknown reason="Not in the catalogue" />,
  coin: (row) => <CoinName {...row} />,
  price: (row) => <PriceCell {...row} />,
  change_1h: ({ figures }) => <Change percent={figures.change_1h_percent} reason={HISTORY} />,
  change_24h: ({ figures }) => <Change percent={figures.change_24h_percent} reason={HISTORY} />,
  change_7d: ({ figures }) => <Change percent={figures.change_7d_percent} reason={HISTORY} />,
  range_24h: ({ coin, figures }) => (
    <RangeBar low={figures.low_24h} high={figures.high_24h} price={figures.price} decimals={decimalsOf(coin) ?? 2} />
  ),
  volume: ({ figures }) => <VolumeText volume={figures} />,
  spread: ({ figures }) =>
    figures.spread_bp === null ? <Unknown reason="One exchange only, or no quotes" /> : formatBp(figures.spread_bp),
  last_7d: ({ coin, figures }) => (
    <Spark
      closes={coin.sparkline?.values ?? []}
      price={figures.price}
      changePercent={figures.change_7d_percent}
      label={`${coin.name}, last 7 days`}
    />
  ),
  sentiment: ({ coin }) => <SentimentCell coin={coin} />,
  exchanges: ({ coin, figures }) => (
    <VenueLetters coinId={coin.coin_id} venues={figures.venues} alone={figures.stale} />
  ),
  complete: ({ coin, usualComplete }) => <CompleteRail percent={coin.complete_24h_percent} usual={usualComplete} />,
}

const TONES: Partial<Record<ColumnId, string>> = {
  rank: 't3',
  price: 'px',
  change_24h: 'b',
  volume: 't2',
  spread: 't2',
}

export function cellClass(id: ColumnId, right: boolean): string {
  return [`col-${id}`, right ? 'num' : '', TONES[id] ?? ''].filter(Boolean).join(' ')
}
