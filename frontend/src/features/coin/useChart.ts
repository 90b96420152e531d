/** The chart card's model: candles, their completeness and overlays for what the URL chooses. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { averageQuery, gapsQuery, volatilityQuery, type SeriesRequest } from '@/api/queries'
import type { Coin, Gap, Interval, Price } from '@/api/types'
import type { Range } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { spansOf, type GapSpan, type Span } from './chart/grid'
import type { OverlayData } from './chart/series'
import { ALL_EXCHANGES, instrumentLabel, newestPrice, openingVenue, shownVenue } from './exchanges'
import { gapSpans } from './ledger'
import type { Overlay } from './overlays'
import { defaultInterval, INTERVAL_MS, RANGE_MS } from './ranges'
import type { ChartChoice } from './search'
import { useSeries, type SeriesState } from './useSeries'
import { candlesFor, type View } from './view'

export interface ChartModel extends SeriesState {
  range: Range
  interval: Interval
  venue: string
  /** Null for the composite. */
  instrumentId: string | null
  /** The exchange that was chosen, if it does not trade the coin. */
  missing: string | null
  source: string
  count: number
  view: View | null
  past: boolean
  gaps: GapSpan[]
  spans: Span[]
  newest: number | null
  overlays: OverlayData[]
  overlayError: Error | null
}

const COLOURS = ['ov1', 'ov2', 'ov3', 'ov4'] as const
const NO_GAPS: Gap[] = []

export function useOverlays(
  series: SeriesRequest,
  wanted: Overlay[],
): { overlays: OverlayData[]; error: Error | null } {
  return useQueries({
    queries: wanted.map((overlay) =>
      overlay.kind === 'vol'
        ? volatilityQuery(series, overlay.period)
        : averageQuery(series, overlay.kind, overlay.period),
    ),
    combine: (answers) => ({
      overlays: wanted.map((overlay, index): OverlayData => ({
        ...overlay,
        items: answers[index]?.data?.items ?? [],
        colour: overlay.kind === 'vol' ? 'ov5' : (COLOURS[index] ?? 'ov4'),
      })),
      error: answers.find((answer) => answer.error)?.error ?? null,
    }),
  })
}

/** `now` is rounded up to a coarse step, so that passing time does not cause new requests. */
function useWindow(view: View | null, count: number, stepMs: number) {
  const coarse = stepMs * 50
  const now = useClock((clock) => Math.ceil(clock.now / coarse) * coarse)
  return candlesFor(view, count, stepMs, now)
}

/** The chosen exchange; without a choice the one that was in the price when the page was opened. */
function useSource(coin: Coin, chosen: string | undefined) {
  const [opening] = useState(() => openingVenue(coin.venues))
  return shownVenue(chosen, opening, coin.venues)
}

function useLedger({ coinId, start = '', end, venue }: SeriesRequest): GapSpan[] {
  const { data = NO_GAPS } = useQuery(gapsQuery(coinId, start, end))
  return useMemo(() => gapSpans(data, venue === ALL_EXCHANGES ? undefined : venue), [data, venue])
}

export function useChart(coin: Coin, price: Price | undefined, choice: ChartChoice): ChartModel {
  const phone = useMedia(PHONE)
  const { range, view, overlays: wanted } = choice
  const interval = choice.interval ?? defaultInterval(range, phone)
  const stepMs = INTERVAL_MS[interval]
  const count = Math.round(RANGE_MS[range] / stepMs)
  const { start, end } = useWindow(view, count, stepMs)
  const { venue, instrumentId, missing } = useSource(coin, choice.venue)
  const series = useMemo<SeriesRequest>(
    () => ({ coinId: coin.coin_id, interval, venue, start, end }),
    [coin.coin_id, interval, venue, start, end],
  )
  const state = useSeries(series, instrumentId)
  const gaps = useLedger(series)
  const spans = useMemo(() => spansOf(state.slots, gaps, stepMs), [state.slots, gaps, stepMs])
  const { overlays, error: overlayError } = useOverlays(series, wanted)
  const past = end !== undefined
  const last = past ? null : newestPrice(price, instrumentId)
  const source = instrumentId ? `${venueName(venue)} · ${instrumentLabel(instrumentId)}` : venueName(venue)
  const newest = last === null ? null : Number(last)
  return { ...state, range, interval, venue, instrumentId, missing, source, count, view, past, gaps, spans, newest, overlays, overlayError } // prettier-ignore
}
