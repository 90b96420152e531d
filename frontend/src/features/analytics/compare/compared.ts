/** Several coins from one start: their lines at 100, in per cent of change, or on a logarithmic scale. Pure. */
import type { Comparison } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { less } from '@/lib/decimal'
import { formatChange } from '@/lib/format'
import { lookOf, type Content, type Line } from '../chart/lines'
import type { Scale } from '../search'

export const BASE = 100

const indexText = (value: number): string => value.toFixed(1)
const percentText = (value: number): string => formatChange(value.toFixed(6), 1).text

const textOf = (value: string | null, scale: Scale): string | null =>
  value === null || scale !== 'percent' ? value : less(value, BASE)

/** A line a coin, in the order in which the coins are chosen: adding one changes no other's colour. */
export function linesOf({ items, times }: Comparison, chosen: readonly string[], names: Names, scale: Scale): Line[] {
  return chosen.flatMap((coin, index) => {
    const found = items.find(({ coin_id: id }) => id === coin)
    if (!found) return []
    const points = times.map((time, at) => {
      const text = textOf(found.values[at] ?? null, scale)
      // The service says one status for all candles of a coin: the worst.
      const [value, status] = text === null ? [null, null] : [Number(text), found.status]
      return { time: Date.parse(time), value, text, status }
    })
    return [{ id: coin, name: names.symbol(coin), ...lookOf(index), points }]
  })
}

export const contentOf = (lines: readonly Line[], scale: Scale): Content => ({
  lines,
  band: [],
  level: scale === 'percent' ? 0 : BASE,
  log: scale === 'log',
  reach: null,
  format: scale === 'percent' ? percentText : indexText,
})

/** Coins of which nothing is known in the span. */
export const withoutValues = (lines: readonly Line[]): Line[] =>
  lines.filter(({ points }) => points.every(({ value }) => value === null))
