/** Large trades: what a trade is worth in US dollars, from which value on one is large, and the sums of both sides. Pure. */
import type { Trade } from '@/api/types'

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

export interface Sums {
  buys: number
  sells: number
  buyCount: number
  sellCount: number
}

export function sumsOf(trades: readonly Trade[]): Sums {
  const sums: Sums = { buys: 0, sells: 0, buyCount: 0, sellCount: 0 }
  for (const trade of trades) {
    const value = valueUsd(trade) ?? 0
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
