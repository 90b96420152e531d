/** Which days of a history can be drawn. Pure. */
import type { HistoryPoint } from '@/api/portfolio'

/** What has no price on any day from the first one that lacks it to the last: no exchange lists it. */
export function neverPriced(points: readonly HistoryPoint[]): Set<string> {
  const last = points.at(-1)
  return new Set(
    last?.missing.filter((coin) => {
      const first = points.findIndex(({ missing }) => missing.includes(coin))
      return points.slice(first).every(({ missing }) => missing.includes(coin))
    }),
  )
}

/** A day whose value lacks a coin that has a price on other days is a hole in the line, not a low value. */
export const isDrawn = ({ value, missing }: HistoryPoint, never: ReadonlySet<string>): boolean =>
  value !== null && missing.every((coin) => never.has(coin))
