/** Buys and sells of one coin, and where they stand on a chart of its price. Pure. */
import type { Transaction } from '@/api/portfolio'
import type { Candle } from '@/api/types'

export interface Deal {
  /** The open time of the candle that it is drawn on. */
  time: string
  side: 'buy' | 'sell'
}

const sideOf = ({ kind, in: into }: Transaction, coin: string): Deal['side'] | null => {
  if (kind !== 'trade') return null
  return into?.asset === coin ? 'buy' : 'sell'
}

/** The last candle that had begun by then. */
const candleAt = (candles: readonly Candle[], time: string): Candle | undefined =>
  candles.findLast(({ open_time: opened }) => Date.parse(opened) <= Date.parse(time))

/** In the order of the chart; several of one side on one candle are one mark. Before the first candle there is none. */
export function dealsOf(rows: readonly Transaction[], candles: readonly Candle[], coin: string): Deal[] {
  const found = new Map<string, Deal>()
  for (const row of rows) {
    const side = row.in?.asset === coin || row.out?.asset === coin ? sideOf(row, coin) : null
    const candle = candleAt(candles, row.time)
    if (side && candle) found.set(`${candle.open_time} ${side}`, { time: candle.open_time, side })
  }
  return [...found.values()].toSorted((a, b) => a.time.localeCompare(b.time))
}
