/** Large trades: what a trade is worth in US dollars, from which value on one is large, and the sums of both sides. Pure. */
import type { Trade } from '@/api/types'
import { formatCompact, formatCount } from '@/lib/format'

export const AUTO = 'auto'
/** Of the coin's last trades, the largest twentieth is large, unless the reader has set a value. */
const LARGE_SHARE = 0.05
const FEWEST = 20
const LIMIT = /^[1-9]\d{0,11}$/

type Worth = Pick<Trade, 'price' | 'size' | 'quote_usd'>

/** Null where the rate of its quote currency was not known. */
export const valueUsd = ({ price, size, quote_usd }: Worth): number | null =>
  quote_usd === null ? null : Number(price) * Number(size) * Number(quote_usd)

/** Two digits are enough to read, and to compare one day with the next. */
function rounded(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return Math.max(1, Math.floor(value / step) * step)
}

/** The value of the trade that a twentieth of the coin's trades exceed; null for fewer than twenty trades. */
export function ownLimit(trades: readonly Worth[]): number | null {
  const values = trades.flatMap((trade) => valueUsd(trade) ?? []).toSorted((a, b) => a - b)
  if (values.length < FEWEST) return null
  const value = values[Math.floor(values.length * (1 - LARGE_SHARE))]
  return value === undefined ? null : rounded(value)
}

/** The reader's limit; null: by the coin's own trades. */
export const limitOf = (setting: string): number | null => (LIMIT.test(setting) ? Number(setting) : null)

/** A limit as somebody types it, `$250,000`; undefined when it is none; `auto` when nothing is typed. */
export function settingOf(text: string): string | undefined {
  const plain = text.replaceAll(/[\s$,]/g, '')
  if (plain === '') return AUTO
  return LIMIT.test(plain) ? plain : undefined
}

/** Trades at most that the sums are made of. */
export const MOST_SUMMED = 2000

export const isLarge = (trade: Worth, limit: number | null): boolean =>
  limit !== null && (valueUsd(trade) ?? 0) >= limit

export interface Large {
  /** Newest first. */
  large: Trade[]
  /** The trades of `large` since which there is no hole. */
  summed: Trade[]
  since: string | null
  /** So many trades since then have no US dollar rate: whether they are large is not known. */
  unpriced: number
}

/** Since the oldest of the recent trades; a list that is full reaches back to its last trade only. */
function sinceOf(kept: readonly Trade[], recent: readonly Trade[]): string | null {
  const ends = [recent.at(-1) ?? kept.at(-1), kept[MOST_SUMMED - 1]].flatMap((end) => end?.timestamp ?? [])
  return ends.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null
}

/** `kept`: the large trades and those without a rate, newest first; `recent`: the newest ones of all, as read last. */
export function largeOf(kept: readonly Trade[], recent: readonly Trade[], limit: number | null): Large {
  const since = sinceOf(kept, recent)
  const start = Date.parse(since ?? '')
  const known = kept.filter(({ timestamp }) => Date.parse(timestamp) >= start)
  return {
    large: kept.filter((trade) => isLarge(trade, limit)),
    summed: known.filter((trade) => isLarge(trade, limit)),
    since,
    unpriced: known.filter(({ quote_usd: rate }) => rate === null).length,
  }
}

export interface Sums {
  buys: number
  sells: number
  buyCount: number
  sellCount: number
}

export function sumsOf(trades: readonly Trade[]): Sums {
  const sums: Sums = { buys: 0, sells: 0, buyCount: 0, sellCount: 0 }
  for (const trade of trades) {
    const value = valueUsd(trade)
    if (value === null) continue
    if (trade.side === 'buy') {
      sums.buys += value
      sums.buyCount += 1
    } else {
      sums.sells += value
      sums.sellCount += 1
    }
  }
  return sums
}

export const dollars = (value: number): string => `$${formatCompact(value.toFixed(0))}`

export const unpricedText = (count: number): string =>
  `${formatCount(count)} ${count === 1 ? 'trade' : 'trades'} without a USD rate`

/** Why no trade is listed: of so many that were looked at none is large, and of some nobody knows. */
export function nothingText(limit: number | null, looked: number, unpriced: number): string {
  const rest = unpriced > 0 ? ` Left out: ${unpricedText(unpriced)}.` : ''
  if (limit === null) return `There are too few trades to tell what is large here. Set a value above.${rest}`
  const which = `the last ${formatCount(looked)} trades`
  return `None of ${which} is known to be worth ${dollars(limit)} or more. The next one appears here.${rest}`
}
