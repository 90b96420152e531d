/** Filters and sorts the coins. Pure: prices newer than the list are passed in; unknown values are last in both directions. */
import type { SentimentFigure } from '@/api/sentiment'
import type { Coin, Figures, Price } from '@/api/types'
import type { List } from '@/lib/marketView'
import type { ColumnId } from './columnIds'
import type { SortKey } from './search'

function place(price: string | null, low: string | null, high: string | null): number | null {
  if (price === null || low === null || high === null) return null
  return (Number(price) - Number(low)) / (Number(high) - Number(low) || 1)
}

const number = (text: string | null): number | null => (text === null ? null : Number(text))

type Value = number | string | null
type Read = (coin: Coin, figures: Figures, sentiment: SentimentFigure | undefined) => Value
/** By coin. */
export type Sentiments = Partial<Record<string, SentimentFigure>>

const VALUES: Partial<Record<ColumnId, Read>> = {
  rank: (coin) => coin.market_cap_rank,
  coin: (coin) => coin.name,
  price: (_, figures) => number(figures.price),
  change_1h: (_, figures) => number(figures.change_1h_percent),
  change_24h: (_, figures) => number(figures.change_24h_percent),
  change_7d: (_, figures) => number(figures.change_7d_percent),
  range_24h: (_, figures) => place(figures.price, figures.low_24h, figures.high_24h),
  volume: (_, figures) => number(figures.volume_24h),
  spread: (_, figures) => number(figures.spread_bp),
  sentiment: (_, __, sentiment) => number(sentiment?.score ?? null),
  complete: (coin) => number(coin.complete_24h_percent),
}

function compare(a: Value, b: Value, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const up = typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b) : Number(a) - Number(b)
  return descending ? -up : up
}

export interface MarketQuery {
  text: string
  list: List
  venue: string
  sort: SortKey[]
}

/** Which coins two of the lists are made of. */
export interface Members {
  watched: ReadonlySet<string>
  /** With an anomaly. */
  unusual: ReadonlySet<string>
}

type Listed = (coin: Coin, change: number, members: Members) => boolean

const LISTED: Record<List, Listed> = {
  all: () => true,
  watch: (coin, _, { watched }) => watched.has(coin.coin_id),
  up: (_, change) => change > 0,
  down: (_, change) => change < 0,
  anomalies: (coin, _, { unusual }) => unusual.has(coin.coin_id),
}

const NONE: Members = { watched: new Set(), unusual: new Set() }

type Matches = (coin: Coin, figures: Figures, query: MarketQuery, members: Members) => boolean

const matches: Matches = (coin, figures, { text, list, venue }, members) => {
  const filter = text.trim().toLowerCase()
  const named = coin.name.toLowerCase().includes(filter) || coin.symbol.toLowerCase().includes(filter)
  const change = Number(figures.change_24h_percent ?? 0)
  const listed = LISTED[list](coin, change, members)
  const traded = venue === '' || coin.venues.some((one) => one.venue === venue && one.reason !== 'not_listed')
  return named && listed && traded
}

export function orderCoins(
  coins: readonly Coin[],
  live: Partial<Record<string, Price>>,
  query: MarketQuery,
  members = NONE,
  sentiments: Sentiments = {},
): Coin[] {
  const rows = coins.map((coin) => ({
    coin,
    figures: live[coin.coin_id] ?? coin,
    sentiment: sentiments[coin.coin_id],
  }))
  const found = rows.filter(({ coin, figures }) => matches(coin, figures, query, members))
  found.sort((a, b) => {
    for (const { id, descending } of query.sort) {
      const read = VALUES[id]
      const value = (row: typeof a): Value => read?.(row.coin, row.figures, row.sentiment) ?? null
      const order = compare(value(a), value(b), descending)
      if (order !== 0) return order
    }
    return (a.coin.market_cap_rank ?? Infinity) - (b.coin.market_cap_rank ?? Infinity)
  })
  return found.map(({ coin }) => coin)
}
