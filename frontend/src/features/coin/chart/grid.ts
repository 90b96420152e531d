/** Candles on a full time grid, and the completeness of each slot. Pure. */
import type { Candle } from '@/api/types'

export interface Slot {
  /** Start of the slot, ms. */
  time: number
  candle: Candle | null
}

/** `unknown`: an empty slot of which the ledger has not been read. */
export type SlotState = 'complete' | 'backfilled' | 'partial' | 'none' | 'unknown' | 'open'

export interface Span {
  state: SlotState
  from: number
  /** Index of the last slot, included. */
  to: number
}

const MOST_SLOTS = 5000

/**
 * An interval without a candle is an empty slot, never skipped. Empty slots go on up to `until`, the end of the last
 * interval that is over: during an outage time does not stand still.
 */
export function toGrid(candles: readonly Candle[], stepMs: number, until = -Infinity): Slot[] {
  const slots: Slot[] = []
  const fill = (end: number): void => {
    for (let gap = (slots.at(-1)?.time ?? Infinity) + stepMs; gap < end; gap += stepMs) {
      slots.push({ time: gap, candle: null })
    }
  }
  for (const candle of candles.slice(-MOST_SLOTS)) {
    const time = Date.parse(candle.open_time)
    const last = slots.at(-1)
    if (last && time <= last.time) continue
    fill(time)
    slots.push({ time, candle })
  }
  fill(until)
  return slots.slice(-MOST_SLOTS)
}

/** A span of time whose trades were missed, ms: they were fetched later, or they are not there. */
export interface GapSpan {
  start: number
  /** Infinity: not over yet. */
  end: number
  /** `partial`: some of the exchanges were followed; `none`: nobody was; `unknown`: the ledger has not been read. */
  state: Missed
}

type Missed = 'backfilled' | 'partial' | 'none' | 'unknown'

const BADNESS: Record<Missed, number> = { backfilled: 1, unknown: 2, partial: 3, none: 4 }
const worse = (a: Missed | undefined, b: Missed): Missed => (a !== undefined && BADNESS[a] > BADNESS[b] ? a : b)

/** What of each slot was missed. */
function missedIn(slots: readonly Slot[], gaps: readonly GapSpan[], stepMs: number): (Missed | undefined)[] {
  const missed = new Array<Missed | undefined>(slots.length)
  const first = slots[0]?.time ?? 0
  for (const { start, end, state } of gaps) {
    const from = Math.max(0, Math.floor((start - first) / stepMs))
    const to = Math.min(slots.length, Math.ceil((end - first) / stepMs))
    for (let index = from; index < to; index++) missed[index] = worse(missed[index], state)
  }
  return missed
}

/** The worse of what the candle says and what the ledger says. An empty slot without a gap had no trade. */
function stateOf({ candle }: Slot, missed: Missed | undefined): SlotState {
  if (!candle) return missed ?? 'complete'
  if (!candle.is_closed) return 'open'
  if (missed === 'none' || missed === 'partial' || candle.status === 'partial') return 'partial'
  return missed === 'backfilled' ? missed : candle.status
}

/** Whether nothing may be drawn across it. */
export const isHole = ({ state }: Span): boolean => state === 'none' || state === 'unknown'

/** The slots' states, from one ledger at every interval. */
export function spansOf(slots: readonly Slot[], gaps: readonly GapSpan[], stepMs: number): Span[] {
  const missed = missedIn(slots, gaps, stepMs)
  const spans: Span[] = []
  slots.forEach((slot, index) => {
    const state = stateOf(slot, missed[index])
    const last = spans.at(-1)
    if (last?.state === state) last.to = index
    else spans.push({ state, from: index, to: index })
  })
  return spans
}

function sameSlot(a: Slot, b: Slot | undefined): boolean {
  if (a.time !== b?.time || a.candle === b.candle) return a.time === b?.time
  if (a.candle === null || b.candle === null) return false
  return (['revision', 'is_closed', 'status', 'close', 'volume'] as const).every(
    (field) => a.candle?.[field] === b.candle?.[field],
  )
}

export interface SlotChange {
  /** By how many slots the old slots have moved; a fraction when the interval has changed. */
  moved: number
  /** From which slot on the list has changed, and the old list's last time; null when all must be set again. */
  update: { from: number; end: number } | null
}

/** At the turn of an interval two slots change: the one that closes and the one that opens. */
const LAST = 2

export function changeOf(before: readonly Slot[], slots: readonly Slot[], stepMs: number): SlotChange {
  const [first, last, next] = [before[0], before.at(-1), slots[0]]
  if (!first || !last || !next) return { moved: 0, update: null }
  const moved = (first.time - next.time) / stepMs
  if (moved !== 0 || slots.length < before.length) return { moved, update: null }
  const changed = before.findIndex((slot, index) => !sameSlot(slot, slots[index]))
  const from = changed === -1 ? before.length : changed
  return { moved, update: from >= before.length - LAST ? { from, end: last.time } : null }
}

export interface StateCounts {
  final: number
  expected: number
  counts: Record<SlotState, number>
}

/** The spans' parts within slots `from` to `to`, both included. */
export function spansWithin(spans: readonly Span[], from: number, to: number): Span[] {
  return spans.flatMap((span) => {
    const part = { ...span, from: Math.max(from, span.from), to: Math.min(to, span.to) }
    return part.from <= part.to ? [part] : []
  })
}

/** Final slots are complete or backfilled ones. The open slot is not expected yet. */
export function countStates(spans: readonly Span[]): StateCounts {
  const counts: Record<SlotState, number> = { complete: 0, backfilled: 0, partial: 0, none: 0, unknown: 0, open: 0 }
  for (const { state, from, to } of spans) counts[state] += to - from + 1
  const final = counts.complete + counts.backfilled
  return { final, expected: final + counts.partial + counts.none + counts.unknown, counts }
}

/** A lower revision is older, but a closed candle always replaces an open one. */
const isOlder = (next: Candle, known: Candle): boolean =>
  next.revision < known.revision && (known.is_closed || !next.is_closed)

/** Replace or add one candle by its time and revision; the list stays sorted, untouched candles stay the same objects. */
export function mergeCandle(candles: readonly Candle[], next: Candle): Candle[] {
  const at = candles.findLastIndex(({ open_time }) => open_time <= next.open_time)
  const same = candles[at]
  if (same?.open_time !== next.open_time) return candles.toSpliced(at + 1, 0, next)
  return isOlder(next, same) ? [...candles] : candles.toSpliced(at, 1, next)
}
