/** How complete the period is that the reader has chosen: the range up to now, or the part of time in the URL. Pure. */
import { spansWithin, type GapSpan, type Slot, type Span } from './chart/grid'
import { completePercent } from './ledger'
import { INTERVAL_MS, RANGE_MS } from './ranges'
import type { Interval } from '@/api/types'
import type { Range } from '@/lib/preferences'
import type { View } from './view'

interface Shown {
  slots: readonly Slot[]
  spans: readonly Span[]
  gaps: readonly GapSpan[]
  interval: Interval
  range: Range
  view: View | null
}

export interface RangeCompleteness {
  /** Of the minutes: the same at every interval. */
  percent: string | null
  /** When the history begins, if that is within the period, ms. */
  since: number | null
  spans: Span[]
}

export function completenessOf({ slots, spans, gaps, interval, range, view }: Shown, now: number): RangeCompleteness {
  const first = slots[0]
  if (!first) return { percent: null, since: null, spans: [] }
  const stepMs = INTERVAL_MS[interval]
  const start = view?.from ?? now - RANGE_MS[range]
  const end = Math.min(view?.to ?? now, now)
  const since = first.time > start + stepMs ? first.time : null
  const from = Math.max(0, Math.ceil((start - first.time) / stepMs))
  const to = Math.min(slots.length, Math.floor((end - first.time) / stepMs) + 1) - 1
  return { percent: completePercent(gaps, since ?? start, end), since, spans: spansWithin(spans, from, to) }
}
