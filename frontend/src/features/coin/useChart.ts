/** The chart card's model: candles, their completeness and overlays for what the URL chooses. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { completenessQuery, type SeriesRequest } from '@/api/queries'
import type { Coin, Completeness, Interval, Price } from '@/api/types'
import type { Range } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { spansOf, type Slot, type Span } from './chart/grid'
import { beginsWithin, candlesBegin, chosenPeriod, gapSpans, spansIn } from './completeness'
import { ALL_EXCHANGES, instrumentLabel, newestPrice, openingVenue, shownVenue } from './exchanges'
import type { ComparedCoin } from './compared'
import type { ShownIndicator } from './indicators/shown'
import { useIndicators } from './indicators/useIndicators'
import { defaultInterval, INTERVAL_MS, RANGE_MS } from './ranges'
import type { ChartChoice, Scale } from './search'
import { useCompared, type LiveSeries } from './useCompared'
import { useSeries, type SeriesState } from './useSeries'
import { candlesFor, seconds, type View } from './view'

/** Of the chosen range, or of the period in view. */
export interface ChosenCompleteness {
  /** The server's answer, minute by minute, so that it is the same at every interval. */
  data: Completeness | undefined
  error: Error | null
  refetch: () => void
  /** When the history begins, if that is within the period, ms. */
  since: number | null
  /** When the candles of the shown interval begin, if that is within the period and later than the history, ms. */
  candlesSince: number | null
  spans: Span[]
}

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
  /** Of all slots. */
  spans: Span[]
  /** Why the rail may lack what the ledger knows. */
  spansError: Error | null
  completeness: ChosenCompleteness
  newest: number | null
  indicators: ShownIndicator[]
  /** How many are chosen: on a scale of per cent not all of them are drawn. */
  indicatorCount: number
  indicatorError: Error | null
  compared: ComparedCoin[]
  /** Whether it is known which coins there are. */
  coinsKnown: boolean
  /** The series of the compared coins, to be kept fresh. */
  live: LiveSeries[]
  scale: Scale
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

/** The slots' states, by what the server knows of the series' minutes. */
function useSpans({ interval, ...series }: SeriesRequest, slots: readonly Slot[]) {
  const { data, error } = useQuery(completenessQuery(series))
  const ofAll = series.venue === ALL_EXCHANGES
  const spans = useMemo(
    () => spansOf(slots, gapSpans(data, ofAll), INTERVAL_MS[interval]),
    [slots, data, ofAll, interval],
  )
  return { spans, spansError: error }
}

function useCompleteness(
  { coinId, venue, interval }: SeriesRequest,
  { view, range }: Pick<ChartChoice, 'view' | 'range'>,
  slots: readonly Slot[],
  spans: readonly Span[],
): ChosenCompleteness {
  const now = useClock((clock) => Math.floor(clock.now / 60_000) * 60_000)
  const period = chosenPeriod(view, RANGE_MS[range], now)
  const end = view && period.to < now ? seconds(period.to) : undefined
  const { data, error, refetch } = useQuery(completenessQuery({ coinId, venue, start: seconds(period.from), end }))
  const since = beginsWithin(data?.since, period)
  return {
    ...{ data, error },
    refetch: () => void refetch(),
    since,
    candlesSince: since === null ? candlesBegin(slots, period, INTERVAL_MS[interval]) : null,
    spans: spansIn(slots, spans, period, INTERVAL_MS[interval]),
  }
}

export function useChart(coin: Coin, price: Price | undefined, choice: ChartChoice): ChartModel {
  const phone = useMedia(PHONE)
  const { range, view, scale } = choice
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
  const { spans, spansError } = useSpans(series, state.slots)
  const completeness = useCompleteness(series, choice, state.slots, spans)
  const { shown, error: indicatorError } = useIndicators(series, choice.indicators)
  const indicators = useMemo(() => (scale === 'percent' ? shown.filter(({ pane }) => pane > 0) : shown), [shown, scale])
  const { compared, live, coinsKnown } = useCompared(series, choice.compared)
  const past = end !== undefined
  const last = past ? null : newestPrice(price, instrumentId)
  const source = instrumentId ? `${venueName(venue)} · ${instrumentLabel(instrumentId)}` : venueName(venue)
  const newest = last === null ? null : Number(last)
  return { ...state, range, interval, venue, instrumentId, missing, source, count, view, past, spans, spansError, completeness, newest, indicators, indicatorCount: shown.length, indicatorError, compared, live, coinsKnown, scale } // prettier-ignore
}
