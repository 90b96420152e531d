/** How complete the period is that the reader has chosen: the range up to now, or the part of time in the URL. Pure. */
import type { Completeness } from '@/api/types'
import { spansWithin, type GapSpan, type Slot, type Span } from './chart/grid'
import type { View } from './view'

type ServerSpan = Pick<Completeness['spans'][number], 'start' | 'end' | 'status'>
type Ledger = Pick<Completeness, 'start' | 'end'> & { spans: readonly ServerSpan[] }

type Missed = Exclude<GapSpan['state'], 'unknown'> | null

/** What a minute lacks. A quiet one lacks nothing; one hole of one exchange is a hole, of all together the others traded. */
function missedIn(status: ServerSpan['status'], ofAll: boolean): Missed {
  if (status === 'complete' || status === 'quiet') return null
  if (status === 'partial' || status === 'missing') return ofAll ? 'partial' : 'none'
  return status
}

/** Time that the answer says nothing of: all of it while there is none. Of many spans the oldest are left out. */
function unread(ledger: Ledger | undefined): GapSpan[] {
  const state = 'unknown'
  if (!ledger) return [{ start: -Infinity, end: Infinity, state }]
  const from = Date.parse(ledger.spans[0]?.start ?? ledger.start)
  return [
    { start: -Infinity, end: from, state },
    { start: Date.parse(ledger.end), end: Infinity, state },
  ]
}

/**
 * What the server knows of each minute, as spans that were missed. Of what is complete there is nothing to say. What the
 * server calls partial is a hole of one exchange; of all exchanges together (`ofAll`) the others were followed.
 */
export const gapSpans = (ledger: Ledger | undefined, ofAll: boolean): GapSpan[] => [
  ...unread(ledger),
  ...(ledger?.spans ?? []).flatMap(({ start, end, status }) => {
    const state = missedIn(status, ofAll)
    return state === null ? [] : [{ start: Date.parse(start), end: Date.parse(end), state }]
  }),
]

const MINUTE = 60_000

/** The chosen period in whole minutes, so that passing seconds ask for nothing new. */
export function chosenPeriod(view: View | null, rangeMs: number, now: number): View {
  const floor = (ms: number): number => Math.floor(ms / MINUTE) * MINUTE
  const to = Math.min(view?.to ?? now, now)
  return { from: floor(view?.from ?? now - rangeMs), to: floor(to) }
}

/** When the history begins, ms, if that is within the period. */
export function beginsWithin(since: string | null | undefined, { from, to }: View): number | null {
  const at = Date.parse(since ?? '')
  return at > from && at < to ? at : null
}

/** When the candles that are shown begin, ms, if that is within the period: short ones do not reach as far back. */
export function candlesBegin(slots: readonly Slot[], { from }: View, stepMs: number): number | null {
  const first = slots[0]
  return first && first.time > from + stepMs ? first.time : null
}

/** The parts of the spans within a period. */
export function spansIn(slots: readonly Slot[], spans: readonly Span[], { from, to }: View, stepMs: number): Span[] {
  const first = slots[0]
  if (!first) return []
  const start = Math.max(0, Math.ceil((from - first.time) / stepMs))
  return spansWithin(spans, start, Math.min(slots.length - 1, Math.floor((to - first.time) / stepMs)))
}
