/** The matrix of correlations as it is shown: its order, its cells, what they say. Pure. */
import type { CorrelationMatrix } from '@/api/analytics'
import { figureReason } from '@/lib/figureReasons'
import { MINUS, roundText, UNKNOWN } from '@/lib/format'

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

const NOTHING: Cell = { value: null, n: 0, low: null, high: null, reason: null }

/** One cell; the lists of an answer are all of one size. */
function cellAt(matrix: CorrelationMatrix, row: number, column: number): Cell {
  const at = <T>(lists: readonly (readonly T[])[]): T | undefined => lists[row]?.[column]
  const [low, high] = at(matrix.interval_95) ?? [null, null]
  const [value, n] = [at(matrix.values), at(matrix.n)]
  if (value === undefined || n === undefined) return NOTHING
  return { value, n, low, high, reason: at(matrix.reasons) ?? null }
}

/** The matrix in its clustered order. */
export function gridOf(matrix: CorrelationMatrix): Grid {
  const places = matrix.order.map((coin) => matrix.coins.indexOf(coin))
  return { coins: [...matrix.order], cells: places.map((row) => places.map((column) => cellAt(matrix, row, column))) }
}

export const intervalText = ({ low, high }: Cell): string =>
  low === null || high === null ? UNKNOWN : `${longText(low)} … ${longText(high)}`

/** What is said of a cell on hover and to a screen reader. */
export function cellSentence(pair: string, { value, n, reason, ...ends }: Cell): string {
  if (value === null) return `${pair}: unknown, ${figureReason(reason)}, n = ${n}`
  return `${pair}: ${longText(value)}, 95% interval ${intervalText({ value, n, reason, ...ends })}, n = ${n}`
}

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
  const pairs = cells.flatMap((line, row) =>
    line.slice(0, row).flatMap(({ value }, column) => (value === null ? [] : [{ row, column, value: Number(value) }])),
  )
  const [best] = pairs.toSorted((a, b) => b.value - a.value)
  const [a, b] = best ? [coins[best.row], coins[best.column]] : []
  return a !== undefined && b !== undefined ? [a, b] : null
}
