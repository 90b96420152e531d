/** Candles on a full time grid, and what the completeness rail says of each slot. Pure. */
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
 * A hole that nobody could fill begins and ends inside a candle, which is then partial. So empty slots beside a partial
 * candle are "no data"; other empty slots are minutes in which nobody traded, and no gap.
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

export function spansOf(slots: readonly Slot[]): Span[] {
  const spans: Span[] = []
  let from = 0
  while (from < slots.length) {
    const candle = slots[from]?.candle ?? null
    const to = candle ? from : endOfEmpty(slots, from)
    const state = candle ? stateOf(candle) : emptyState(slots, from, to)
    const last = spans.at(-1)
    if (last?.state === state && state !== 'none') last.to = to
    else spans.push({ state, from, to })
    from = to + 1
  }
  return spans
}

export function sameSlot(a: Slot, b: Slot | undefined): boolean {
  if (a.time !== b?.time || a.candle === b.candle) return a.time === b?.time
  if (a.candle === null || b.candle === null) return false
  return (['revision', 'is_closed', 'status', 'close', 'volume'] as const).every(
    (field) => a.candle?.[field] === b.candle?.[field],
  )
}

export interface Completeness {
  percent: string | null
  final: number
  expected: number
  counts: Record<SlotState, number>
}

/** Final are slots that will not change and lack nothing: complete or back-filled. The open one is not expected yet. */
export function completeness(spans: readonly Span[]): Completeness {
  const counts: Record<SlotState, number> = { complete: 0, backfilled: 0, partial: 0, none: 0, open: 0 }
  for (const { state, from, to } of spans) counts[state] += to - from + 1
  const final = counts.complete + counts.backfilled
  const expected = final + counts.partial + counts.none
  return { percent: expected === 0 ? null : ((final / expected) * 100).toFixed(4), final, expected, counts }
}

/** Replace or add one candle by its time and revision; the list stays sorted, untouched candles stay the same objects. */
export function mergeCandle(candles: readonly Candle[], next: Candle): Candle[] {
  let at = candles.length
  while (at > 0 && (candles[at - 1]?.open_time ?? '') > next.open_time) at -= 1
  const same = candles[at - 1]
  if (same?.open_time !== next.open_time) return [...candles.slice(0, at), next, ...candles.slice(at)]
  if (next.revision < same.revision && !(next.is_closed && !same.is_closed)) return [...candles]
  return [...candles.slice(0, at - 1), next, ...candles.slice(at)]
}
