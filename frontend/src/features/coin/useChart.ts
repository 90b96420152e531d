/** The chart card's model: which series the URL wants, its candles, its overlays. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { averageQuery, volatilityQuery, type Series } from '@/api/queries'
import type { Coin, Interval, Price } from '@/api/types'
import { PHONE, useMedia } from '@/lib/useMedia'
import { venueName } from '@/lib/venues'
import { spansOf, type Span } from './chart/grid'
import type { OverlayData } from './chart/series'
import { instrumentLabel } from './exchanges'
import {
  defaultInterval,
  DEFAULT_RANGE,
  INTERVAL_MS,
  intervalsFor,
  parseOverlays,
  RANGE_MS,
  type CoinSearch,
  type Overlay,
} from './search'
import { useSeries, type SeriesState } from './useSeries'

const MOST = 1000
/** More than the range holds, so that there is something to scroll back to. */
const SPARE = 2

export interface ChartModel extends SeriesState {
  range: NonNullable<CoinSearch['range']>
  interval: Interval
  venue: string
  source: string
  count: number
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

export function useOverlays(series: Series, wanted: Overlay[]): { overlays: OverlayData[]; error: Error | null } {
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

export function useChart(coin: Coin, price: Price | undefined, search: CoinSearch): ChartModel {
  const phone = useMedia(PHONE)
  const range = search.range ?? DEFAULT_RANGE
  const interval =
    search.interval && intervalsFor(range).includes(search.interval) ? search.interval : defaultInterval(range, phone)
  const venue = chosenVenue(search, price)
  const count = Math.round(RANGE_MS[range] / INTERVAL_MS[interval])
  const limit = Math.min(MOST, count * SPARE)
  const series = useMemo<Series>(
    () => ({ coinId: coin.coin_id, interval, limit, venue }),
    [coin.coin_id, interval, limit, venue],
  )
  const instrument = price?.venues.find((one) => one.venue === venue)?.instrument_id ?? null
  const state = useSeries(series, instrument)
  const wanted = useMemo(() => parseOverlays(search.ind), [search.ind])
  const { overlays, error: overlayError } = useOverlays(series, wanted)
  const spans = useMemo(() => spansOf(state.slots), [state.slots])
  const source = instrument ? `${venueName(venue)} · ${instrumentLabel(instrument)}` : venueName(venue)
  return { ...state, range, interval, venue, source, count, spans, overlays, overlayError }
}
