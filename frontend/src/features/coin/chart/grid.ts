/** Candles on a full time grid, and the completeness of each slot. Pure. */
import type { Candle } from '@/api/types'

export interface Slot {
  /** Start of the slot, ms. */
  time: number
  candle: Candle | null
}

export type SlotState = 'complete' | 'backfilled' | 'partial' | 'none' | 'open'

export interface Span {
  state: SlotState
  from: number
  /** Index of the last slot, included. */
  to: number
}

const MOST_SLOTS = 5000

/** An interval without a candle is an empty slot, never skipped, so that no line bridges it. */
export function toGrid(candles: readonly Candle[], stepMs: number): Slot[] {
  const slots: Slot[] = []
  for (const candle of candles.slice(-MOST_SLOTS)) {
    const time = Date.parse(candle.open_time)
    const last = slots.at(-1)
    if (last && time <= last.time) continue
    for (let gap = last ? last.time + stepMs : time; gap < time; gap += stepMs) slots.push({ time: gap, candle: null })
    slots.push({ time, candle })
  }
  return slots.slice(-MOST_SLOTS)
}

const isPartial = (slot: Slot | undefined): boolean => slot?.candle?.status === 'partial'

/**
 * A gap that could not be filled begins and ends inside a candle, which is then partial. So empty slots beside a partial
 * candle are "no data"; other empty slots are intervals without a trade.
 */
function emptyState(slots: readonly Slot[], from: number, to: number): SlotState {
  return isPartial(slots[from - 1]) || isPartial(slots[to + 1]) ? 'none' : 'complete'
}

function stateOf(candle: Candle): SlotState {
  return candle.is_closed ? candle.status : 'open'
}

/** The end of the run of empty slots that begins here. */
function endOfEmpty(slots: readonly Slot[], from: number): number {
  const next = slots.findIndex((slot, index) => index > from && slot.candle !== null)
  return (next === -1 ? slots.length : next) - 1
}

/** One candle, or one run of empty slots. */
function spanAt(slots: readonly Slot[], from: number): Span {
  const candle = slots[from]?.candle
  if (candle) return { state: stateOf(candle), from, to: from }
  const to = endOfEmpty(slots, from)
  return { state: emptyState(slots, from, to), from, to }
}

export function spansOf(slots: readonly Slot[]): Span[] {
  const spans: Span[] = []
  let from = 0
  while (from < slots.length) {
    const span = spanAt(slots, from)
    const last = spans.at(-1)
    if (last?.state === span.state && span.state !== 'none') last.to = span.to
    else spans.push(span)
    from = span.to + 1
  }
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

export interface Completeness {
  percent: string | null
  final: number
  expected: number
  counts: Record<SlotState, number>
}

/** Final slots are complete or backfilled ones. The open slot is not expected yet. */
export function completeness(spans: readonly Span[]): Completeness {
  const counts: Record<SlotState, number> = { complete: 0, backfilled: 0, partial: 0, none: 0, open: 0 }
  for (const { state, from, to } of spans) counts[state] += to - from + 1
  const final = counts.complete + counts.backfilled
  const expected = final + counts.partial + counts.none
  return { percent: expected === 0 ? null : ((final / expected) * 100).toFixed(4), final, expected, counts }
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
