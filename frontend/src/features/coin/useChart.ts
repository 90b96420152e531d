/** The chart card's model: the candles and overlays for the URL's parameters. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { averageQuery, volatilityQuery, type SeriesRequest } from '@/api/queries'
import type { Coin, Interval, Price } from '@/api/types'
import { DEFAULT_RANGE, type Range } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { spansOf, type Span } from './chart/grid'
import type { OverlayData } from './chart/series'
import { instrumentLabel } from './exchanges'
import { defaultInterval, INTERVAL_MS, intervalsFor, parseOverlays, RANGE_MS, type CoinSearch, type Overlay } from './search' // prettier-ignore
import { useSeries, type SeriesState } from './useSeries'
import { candlesFor, parseView, type View } from './view'

export interface ChartModel extends SeriesState {
  range: Range
  interval: Interval
  venue: string
  source: string
  count: number
  view: View | null
  past: boolean
  spans: Span[]
  overlays: OverlayData[]
  overlayError: Error | null
}

const COLOURS = ['ov1', 'ov2', 'ov3', 'ov4'] as const

/** A coin without a composite opens on its first instrument, in its quote. */
function chosenVenue(search: CoinSearch, price: Price | undefined): string {
  if (search.venue) return search.venue
  return price?.reason === 'no_rate' ? (price.venues[0]?.venue ?? 'composite') : 'composite'
}

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

/** The range and its interval; an interval that does not fit the range is ignored. */
function useRange({ range = DEFAULT_RANGE, interval: requested }: CoinSearch) {
  const phone = useMedia(PHONE)
  const interval = requested && intervalsFor(range).includes(requested) ? requested : defaultInterval(range, phone)
  return { range, interval, count: Math.round(RANGE_MS[range] / INTERVAL_MS[interval]) }
}

/** `now` is rounded up to a coarse step, so that passing time does not cause new requests. */
function useWindow({ from, to }: CoinSearch, count: number, stepMs: number) {
  const coarse = stepMs * 50
  const now = useClock((clock) => Math.ceil(clock.now / coarse) * coarse)
  const view = useMemo(() => parseView({ from, to }), [from, to])
  return { view, ...candlesFor(view, count, stepMs, now) }
}

export function useChart(coin: Coin, price: Price | undefined, search: CoinSearch): ChartModel {
  const { range, interval, count } = useRange(search)
  const { view, limit, end } = useWindow(search, count, INTERVAL_MS[interval])
  const venue = chosenVenue(search, price)
  const series = useMemo<SeriesRequest>(
    () => ({ coinId: coin.coin_id, interval, limit, venue, end }),
    [coin.coin_id, interval, limit, venue, end],
  )
  const instrument = price?.venues.find((one) => one.venue === venue)?.instrument_id ?? null
  const state = useSeries(series, instrument)
  const wanted = useMemo(() => parseOverlays(search.ind), [search.ind])
  const { overlays, error: overlayError } = useOverlays(series, wanted)
  const spans = useMemo(() => spansOf(state.slots), [state.slots])
  const source = instrument ? `${venueName(venue)} · ${instrumentLabel(instrument)}` : venueName(venue)
  const past = end !== undefined
  return { ...state, range, interval, venue, source, count, view, past, spans, overlays, overlayError }
}
