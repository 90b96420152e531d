/** A coin's candles: fetched over REST, then kept fresh by the stream, painted every 100 ms at most. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { candlesQuery, type SeriesRequest } from '@/api/queries'
import type { Candle } from '@/api/types'
import type { CandleItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { mergeCandle, toGrid, type Slot } from './chart/grid'
import { INTERVAL_MS } from './search'

const NONE: Candle[] = []

export interface SeriesState {
  slots: Slot[]
  /** False while the candles of the previous request are still shown. */
  settled: boolean
  isPending: boolean
  error: Error | null
  refetch: () => void
}

export function useSeries(series: SeriesRequest, instrumentId: string | null): SeriesState {
  const client = useQueryClient()
  const query = candlesQuery(series)
  const { data: candles = NONE, isPending, isPlaceholderData, error, refetch } = useQuery(query)
  const waiting = useRef<Candle[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const key = JSON.stringify(series)

  const paint = () => {
    timer.current = undefined
    const news = waiting.current
    waiting.current = []
    client.setQueryData(query.queryKey, (known) => known && news.reduce<Candle[]>(mergeCandle, known))
    if (!news.some((candle) => candle.is_closed)) return
    for (const figure of ['average', 'volatility']) {
      void client.invalidateQueries({
        queryKey: [figure],
        predicate: ({ queryKey }) => JSON.stringify(queryKey[1]) === key,
      })
    }
  }

  const suffix = instrumentId === null ? '' : `:${instrumentId}`
  // A series with an end gets no new candles.
  const channel = series.end === undefined ? `candles:${series.coinId}:${series.interval}${suffix}` : null
  useChannel(channel, ({ data }) => {
    waiting.current.push(...itemsOf<CandleItem>(data))
    timer.current ??= setTimeout(paint, OPEN_COIN_PAINT_MS)
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
      waiting.current = []
    },
    [key],
  )

  const slots = useMemo(() => toGrid(candles, INTERVAL_MS[series.interval]), [candles, series.interval])
  return { slots, settled: !isPlaceholderData, isPending, error, refetch: () => void refetch() }
}
