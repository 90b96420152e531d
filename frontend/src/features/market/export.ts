/** The table as CSV: the columns shown, exact strings, the mode of the data in every row. */
import type { Coin, Mode, Price } from '@/api/types'
import { downloadCsv, type Cell } from '@/lib/csv'
import type { ColumnId } from './columnIds'
import { newest } from './marketQuery'

type Field = [name: string, read: (coin: Coin, live: Price | undefined) => Cell]

const FIELDS: Record<ColumnId, Field[]> = {
  rank: [['market_cap_rank', (coin) => coin.market_cap_rank]],
  coin: [
    ['coin_id', (coin) => coin.coin_id],
    ['name', (coin) => coin.name],
    ['symbol', (coin) => coin.symbol],
  ],
  price: [
    ['price_usd', (coin, live) => newest(coin, live).price],
    ['as_of', (coin, live) => newest(coin, live).as_of],
    ['stale', (coin, live) => newest(coin, live).stale],
    ['reason', (coin, live) => newest(coin, live).reason],
  ],
  change_1h: [['change_1h_percent', (coin, live) => newest(coin, live).change_1h_percent]],
  change_24h: [['change_24h_percent', (coin, live) => newest(coin, live).change_24h_percent]],
  change_7d: [['change_7d_percent', (coin, live) => newest(coin, live).change_7d_percent]],
  range_24h: [
    ['low_24h', (coin, live) => newest(coin, live).low_24h],
    ['high_24h', (coin, live) => newest(coin, live).high_24h],
  ],
  volume: [
    ['volume_24h_usd', (coin, live) => newest(coin, live).volume_24h],
    ['volume_without', (coin, live) => newest(coin, live).volume_missing.join(' ')],
  ],
  spread: [['spread_bp', (coin, live) => newest(coin, live).spread_bp]],
  last_7d: [],
  exchanges: [
    [
      'exchanges',
      (coin, live) =>
        newest(coin, live)
          .venues.filter((venue) => venue.included)
          .map((venue) => venue.venue)
          .join(' '),
    ],
  ],
  complete: [['complete_24h_percent', (coin) => coin.complete_24h_percent]],
}

export function marketRows(coins: Coin[], live: Record<string, Price>, columns: ColumnId[], mode: Mode | null) {
  const fields = columns.flatMap((id) => FIELDS[id])
  const head = [...fields.map(([name]) => name), 'source', 'mode']
  const rows = coins.map((coin): Cell[] => [
    ...fields.map(([, read]) => read(coin, live[coin.coin_id])),
    'composite',
    mode,
  ])
  return { head, rows }
}

export function exportMarket(coins: Coin[], live: Record<string, Price>, columns: ColumnId[], mode: Mode | null): void {
  const { head, rows } = marketRows(coins, live, columns, mode)
  downloadCsv(`tidemark-market-${mode ?? 'unknown'}-${new Date().toISOString().slice(0, 19)}Z.csv`, head, rows)
}
