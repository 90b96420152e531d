/** Which days of a history can be drawn. Pure. */
import type { History, HistoryPoint } from '@/api/portfolio'

/** What of a day is missing but for what no exchange lists. */
const lackOf = ({ excluded }: History, { missing }: HistoryPoint): string[] =>
  missing.filter((coin) => !excluded.some(({ coin_id: id }) => id === coin))

/** A day whose value lacks a coin that has a price on other days is a hole in the line, not a low value. */
export const isDrawn = (history: History, point: HistoryPoint): boolean =>
  point.value !== null && lackOf(history, point).length === 0

/** How many days are left out, and for what. */
export function gapsOf(history: History): { days: number; coins: string[] } {
  const lacking = history.items.filter((point) => !isDrawn(history, point))
  return { days: lacking.length, coins: [...new Set(lacking.flatMap((point) => lackOf(history, point)))] }
}
