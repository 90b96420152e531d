/** The matrix of correlations as it is shown: its order, its cells, what they say. Pure. */
import type { CorrelationMatrix } from '@/api/analytics'
import { MINUS, roundText, UNKNOWN } from '@/lib/format'
import { reasonText as venueReason } from '@/lib/venues'

export interface Cell {
  value: string | null
  n: number
  low: string | null
  high: string | null
  reason: string | null
}

export interface Grid {
  /** Coins in the order of rows and columns: what moves together stands together. */
  coins: string[]
  cells: Cell[][]
}

/** `.83`, `−.12`, `1.00`: without the zero that all of them have. */
export function shortText(value: string): string {
  const rounded = roundText(value, 2)
  return rounded.replace('-', MINUS).replace(/^(\D?)0\./, '$1.')
}

export const longText = (value: string): string => roundText(value, 2).replace('-', MINUS)

/** The matrix in its clustered order. */
export function gridOf({ coins, order, values, n, interval_95: intervals, reasons }: CorrelationMatrix): Grid {
  const places = order.map((coin) => coins.indexOf(coin))
  const cell = (row: number, column: number): Cell => ({
    value: values[row]?.[column] ?? null,
    n: n[row]?.[column] ?? 0,
    low: intervals[row]?.[column]?.[0] ?? null,
    high: intervals[row]?.[column]?.[1] ?? null,
    reason: reasons[row]?.[column] ?? null,
  })
  return { coins: [...order], cells: places.map((row) => places.map((column) => cell(row, column))) }
}

export const intervalText = ({ low, high }: Cell): string =>
  low === null || high === null ? UNKNOWN : `${longText(low)} … ${longText(high)}`

/** What is said of a cell on hover and to a screen reader. */
export function cellSentence(pair: string, { value, n, reason, ...ends }: Cell): string {
  if (value === null) return `${pair}: unknown, ${reasonText(reason)}, n = ${n}`
  return `${pair}: ${longText(value)}, 95% interval ${intervalText({ value, n, reason, ...ends })}, n = ${n}`
}

const REASONS: Record<string, string> = {
  not_enough: 'not enough common returns',
  warming_up: 'not enough common returns',
  no_variance: 'one of them does not vary',
  no_data: 'no history yet',
  no_volume: 'nothing was traded',
  no_common_start: 'no time at which all of them have a candle',
}

export const reasonText = (reason: string | null): string =>
  REASONS[reason ?? 'not_enough'] ?? venueReason(reason ?? '')

export interface Place {
  row: number
  column: number
}

const STEPS: Partial<Record<string, [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Where a key leads from a cell; undefined if it leads nowhere. */
export function placeAfter({ row, column }: Place, key: string, size: number, far: boolean): Place | undefined {
  if (key === 'Home') return { row: far ? 0 : row, column: 0 }
  if (key === 'End') return { row: far ? size - 1 : row, column: size - 1 }
  const step = STEPS[key]
  if (!step) return undefined
  const within = (place: number): number => Math.min(size - 1, Math.max(0, place))
  return { row: within(row + step[0]), column: within(column + step[1]) }
}

/** The two coins that move together most; null while nothing is known. */
export function strongestPair({ coins, cells }: Grid): [string, string] | null {
  let best: { value: number; pair: [string, string] } | null = null
  for (const [row, line] of cells.entries()) {
    for (const [column, { value }] of line.entries()) {
      const [a, b] = [coins[row], coins[column]]
      if (column >= row || value === null || a === undefined || b === undefined) continue
      if (!best || Number(value) > best.value) best = { value: Number(value), pair: [a, b] }
    }
  }
  return best?.pair ?? null
}
