/** The table as CSV: the columns shown, exact strings, the mode of the data in every row. */
import type { SentimentFigure } from '@/api/sentiment'
import type { Coin, Figures, Mode, Price } from '@/api/types'
import { downloadCsv, type Cell } from '@/lib/csv'
import type { ColumnId } from './columnIds'
import type { Sentiments } from './marketQuery'

type Read = (coin: Coin, figures: Figures, sentiment: SentimentFigure | undefined) => Cell
/** `figures`: the newest ones. */
type Field = [name: string, read: Read]

const FIELDS: Record<ColumnId, Field[]> = {
  rank: [['market_cap_rank', (coin) => coin.market_cap_rank]],
  coin: [
    ['coin_id', (coin) => coin.coin_id],
    ['name', (coin) => coin.name],
    ['symbol', (coin) => coin.symbol],
  ],
  price: [
    ['price_usd', (_, figures) => figures.price],
    ['as_of', (_, figures) => figures.as_of],
    ['stale', (_, figures) => figures.stale],
    ['reason', (_, figures) => figures.reason],
  ],
  change_1h: [['change_1h_percent', (_, figures) => figures.change_1h_percent]],
  change_24h: [['change_24h_percent', (_, figures) => figures.change_24h_percent]],
  change_7d: [['change_7d_percent', (_, figures) => figures.change_7d_percent]],
  range_24h: [
    ['low_24h', (_, figures) => figures.low_24h],
    ['high_24h', (_, figures) => figures.high_24h],
  ],
  volume: [
    ['volume_24h_usd', (_, figures) => figures.volume_24h],
    ['volume_without', (_, figures) => figures.volume_missing.join(' ')],
    ['volume_stale', (_, figures) => figures.volume_stale.join(' ')],
    ['volume_as_of', (_, figures) => figures.volume_as_of],
  ],
  spread: [['difference_bp', (_, figures) => figures.spread_bp]],
  last_7d: [],
  sentiment: [
    ['sentiment_24h', (_, __, sentiment) => sentiment?.score],
    ['sentiment_low_95', (_, __, sentiment) => sentiment?.interval_95?.[0]],
    ['sentiment_high_95', (_, __, sentiment) => sentiment?.interval_95?.[1]],
    ['sentiment_stories', (_, __, sentiment) => sentiment?.stories],
  ],
  exchanges: [
    [
      'exchanges',
      (_, figures) =>
        figures.venues
          .filter((venue) => venue.included)
          .map((venue) => venue.venue)
          .join(' '),
    ],
  ],
  complete: [['complete_24h_percent', (coin) => coin.complete_24h_percent]],
}

export function marketRows(
  coins: Coin[],
  live: Partial<Record<string, Price>>,
  columns: ColumnId[],
  mode: Mode | null,
  sentiments: Sentiments = {},
) {
  const fields = columns.flatMap((id) => FIELDS[id])
  const head = [...fields.map(([name]) => name), 'source', 'mode']
  const rows = coins.map((coin): Cell[] => [
    ...fields.map(([, read]) => read(coin, live[coin.coin_id] ?? coin, sentiments[coin.coin_id])),
    'composite',
    mode,
  ])
  return { head, rows }
}

export function exportMarket(
  coins: Coin[],
  live: Partial<Record<string, Price>>,
  columns: ColumnId[],
  mode: Mode | null,
  sentiments: Sentiments,
): void {
  const { head, rows } = marketRows(coins, live, columns, mode, sentiments)
  downloadCsv(`tidemark-market-${mode ?? 'unknown'}-${new Date().toISOString().slice(0, 19)}Z.csv`, head, rows)
}
