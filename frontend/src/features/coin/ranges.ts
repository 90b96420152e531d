/** How long ranges and intervals are, and which go together. Pure. */
import { INTERVALS, type Interval } from '@/api/types'
import type { Range } from '@/lib/preferences'

const HOUR = 3_600_000
export const RANGE_MS: Record<Range, number> = { '1H': HOUR, '24H': 24 * HOUR, '7D': 168 * HOUR, '1M': 720 * HOUR }

/** A range in running text: "of the last 24 h". */
export const RANGE_WORDS: Record<Range, string> = { '1H': '1 h', '24H': '24 h', '7D': '7 d', '1M': '30 d' }

export const INTERVAL_MS: Record<Interval, number> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': 24 * HOUR,
}

export function defaultInterval(range: Range, phone: boolean): Interval {
  if (range === '7D') return phone ? '4h' : '1h'
  return ({ '1H': '1m', '24H': '5m', '1M': '4h' } as const)[range]
}

const FEWEST = 6
const MOST = 1500

/** The intervals that make a readable chart of a range. */
export function intervalsFor(range: Range): Interval[] {
  return INTERVALS.filter((interval) => {
    const count = RANGE_MS[range] / INTERVAL_MS[interval]
    return count >= FEWEST && count <= MOST
  })
}
