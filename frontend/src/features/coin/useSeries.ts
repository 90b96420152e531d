/** A coin's candles: fetched over REST, then kept fresh by the stream, painted every 100 ms at most. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
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

const FIGURES = ['average', 'volatility']

/** Collects the stream's candles and adds them to the fetched ones; a closed candle makes its indicators be read again. */
function useLiveCandles(series: SeriesRequest, instrumentId: string | null): void {
  const client = useQueryClient()
  const waiting = useRef<Candle[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const key = JSON.stringify(series)
  const paint = () => {
    timer.current = undefined
    const news = waiting.current
    waiting.current = []
    client.setQueryData(candlesQuery(series).queryKey, (known) => known && news.reduce<Candle[]>(mergeCandle, known))
    if (!news.some((candle) => candle.is_closed)) return
    void client.invalidateQueries({
      predicate: ({ queryKey: [figure, one] }) => FIGURES.includes(String(figure)) && JSON.stringify(one) === key,
    })
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
