/** A coin's candles: fetched over REST, then kept fresh by the stream, painted every 100 ms at most. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { refreshFrom } from '@/api/indicators'
import { candlesQuery, type SeriesRequest } from '@/api/queries'
import type { Candle } from '@/api/types'
import type { CandleItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { useClock, useConnection } from '@/stream/connection'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { mergeCandle, toGrid, type Slot } from './chart/grid'
import { INTERVAL_MS } from './ranges'

const NONE: Candle[] = []

export interface SeriesState {
  slots: Slot[]
  /** False while the candles of the previous request are still shown. */
  settled: boolean
  isPending: boolean
  error: Error | null
  refetch: () => void
}

/** The end of the last interval that is over. A replay's clock is not the one of its data: its grid ends with a candle. */
function useEndOfGrid({ end }: SeriesRequest, stepMs: number): number | undefined {
  const replay = useConnection(({ mode }) => mode === 'replay')
  const passed = useClock(({ now }) => Math.floor(now / stepMs) * stepMs)
  if (end !== undefined) return Date.parse(end)
  return replay ? undefined : passed
}

/** What is computed from a candle is there a moment after it. */
const COMPUTED_MS = 400

/** How many candles there are from a time on, and one to spare. */
const countSince = (from: string, { interval }: SeriesRequest): number =>
  Math.ceil((useClock.getState().now - Date.parse(from)) / INTERVAL_MS[interval]) + 1

/** The open time of the oldest closed candle: a revised one may be far back. */
const oldestClosed = (candles: readonly Candle[]): string | undefined =>
  candles
    .filter((candle) => candle.is_closed)
    .map((candle) => candle.open_time)
    .toSorted()[0]

/** Collects the stream's candles and adds them to the fetched ones; a closed or revised one has its indicators read again. */
export function useLiveCandles(series: SeriesRequest, instrumentId: string | null): void {
  const client = useQueryClient()
  const waiting = useRef<Candle[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const key = JSON.stringify(series)
  const paint = () => {
    timer.current = undefined
    const news = waiting.current
    waiting.current = []
    client.setQueryData(candlesQuery(series).queryKey, (known) => known && news.reduce<Candle[]>(mergeCandle, known))
    const from = oldestClosed(news)
    if (from === undefined) return
    // A failure needs no word: the whole series is read again every minute.
    setTimeout(
      () => void refreshFrom(client, series, from, countSince(from, series)).catch(() => undefined),
      COMPUTED_MS,
    )
  }
  const suffix = instrumentId === null ? '' : `:${instrumentId}`
  // A series with an end gets no new candles.
  const channel = series.end === undefined ? `candles:${series.coinId}:${series.interval}${suffix}` : null
  useChannel(
    channel,
    ({ data }) => {
      waiting.current.push(...itemsOf<CandleItem>(data))
      timer.current ??= setTimeout(paint, OPEN_COIN_PAINT_MS)
    },
    () => void client.invalidateQueries({ queryKey: candlesQuery(series).queryKey }),
  )
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
      waiting.current = []
    },
    [key],
  )
}

export function useSeries(series: SeriesRequest, instrumentId: string | null): SeriesState {
  const { data: candles = NONE, isPending, isPlaceholderData, error, refetch } = useQuery(candlesQuery(series))
  useLiveCandles(series, instrumentId)
  const stepMs = INTERVAL_MS[series.interval]
  const until = useEndOfGrid(series, stepMs)
  const slots = useMemo(() => toGrid(candles, stepMs, until), [candles, stepMs, until])
  return { slots, settled: !isPlaceholderData, isPending, error, refetch: () => void refetch() }
}
