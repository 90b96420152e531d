/** Buys and sells, and where they stand on a chart by day or hour. Pure. */
import type { Transaction } from '@/api/portfolio'

export interface Deal {
  /** The time of the chart that it is drawn at. */
  time: string
  side: 'buy' | 'sell'
}

export type SideOf = (row: Transaction) => Deal['side'] | null

/** Of one coin: converting it is one, too. */
export const ofCoin =
  (coin: string): SideOf =>
  ({ kind, in: into, out }) => {
    if (kind !== 'trade') return null
    if (into?.asset === coin) return 'buy'
    return out?.asset === coin ? 'sell' : null
  }

/** Of coins for money; converting one coin into another is neither. */
export const forMoney =
  (isCoin: (asset: string) => boolean): SideOf =>
  ({ kind, in: into, out }) => {
    if (kind !== 'trade' || !into || !out || isCoin(into.asset) === isCoin(out.asset)) return null
    return isCoin(into.asset) ? 'buy' : 'sell'
  }

/**
 * In the order of the chart; several of one side at one time of it are one mark. A deal stands at the last of `times`
 * (rising) that had come by then; before the first there is none.
 */
export function dealsOf(rows: readonly Transaction[], times: readonly string[], sideOf: SideOf): Deal[] {
  const found = new Map<string, Deal>()
  for (const row of rows) {
    const side = sideOf(row)
    const time = side && times.findLast((one) => Date.parse(one) <= Date.parse(row.time))
    if (side && time) found.set(`${time} ${side}`, { time, side })
  }
  return [...found.values()].toSorted((a, b) => a.time.localeCompare(b.time))
}
