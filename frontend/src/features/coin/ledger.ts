/** Entries of the gap ledger: as spans of time, as a share, as text. Unknown codes are returned unchanged. Pure. */
import type { Gap } from '@/api/types'
import type { GapSpan } from './chart/grid'

const REASONS: Record<string, string> = { socket: 'the connection was lost' }

/** Gaps that span some time: in one without a span no trade was missed. */
export const realGaps = (gaps: readonly Gap[], venue: string | undefined): Gap[] =>
  gaps.filter((gap) => gap.start !== gap.end && (venue === undefined || gap.venue === venue))

export const gapSpans = (gaps: readonly Gap[], venue: string | undefined): GapSpan[] =>
  realGaps(gaps, venue).map(({ start, end, state }) => ({
    start: Date.parse(start),
    end: end === null ? Infinity : Date.parse(end),
    filled: state === 'closed',
  }))

const MINUTE = 60_000

/** Per cent of the minutes of [start, end) in which no trade is missing: the same at every interval. Null: no minute. */
export function completePercent(gaps: readonly GapSpan[], start: number, end: number): string | null {
  const minute = (ms: number): number => Math.floor(Math.min(Math.max(ms, start), end) / MINUTE)
  const [first, last] = [minute(start), Math.ceil(end / MINUTE)]
  if (last <= first) return null
  const missing = new Set<number>()
  for (const gap of gaps) {
    if (gap.filled || gap.end <= start || gap.start >= end) continue
    for (let at = minute(gap.start); at < Math.min(last, Math.ceil(Math.min(gap.end, end) / MINUTE)); at++)
      missing.add(at)
  }
  return ((1 - missing.size / (last - first)) * 100).toFixed(4)
}

export function idsText({ first_id, last_id }: Pick<Gap, 'first_id' | 'last_id'>): string {
  if (first_id === null) return 'ids unknown'
  if (last_id === null) return `from id ${first_id}`
  return first_id === last_id ? `id ${first_id}` : `ids ${first_id} – ${last_id}`
}

const OUTCOMES: Record<Gap['state'], string> = {
  open: 'still open',
  closed: 'closed',
  unfillable: 'cannot be filled',
}

export function outcomeText({ state, reason }: Pick<Gap, 'state' | 'reason'>): string {
  return reason === null ? OUTCOMES[state] : `${OUTCOMES[state]}: ${REASONS[reason] ?? reason}`
}
