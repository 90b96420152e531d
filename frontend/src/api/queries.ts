/** What the pages ask over REST. From the first answer on the stream keeps prices, candles and trades fresh. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from './client'
import type { Candle, Coin, Correlation, Indicator, Interval, Page, Price, Summary, Trade, VenueState } from './types'

const SECOND = 1000

export const coinsQuery = queryOptions({
  queryKey: ['coins'],
  queryFn: async ({ signal }) => (await get<Page<Coin>>('/api/market/coins', { limit: 500 }, signal)).items,
  refetchInterval: 15 * SECOND,
  staleTime: 10 * SECOND,
})

export const coinQuery = (id: string) =>
  queryOptions({
    queryKey: ['coin', id],
    queryFn: ({ signal }) => get<Coin>(`/api/market/coins/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: 15 * SECOND,
    staleTime: 10 * SECOND,
  })

export const summaryQuery = queryOptions({
  queryKey: ['summary'],
  queryFn: ({ signal }) => get<Summary>('/api/market/summary', {}, signal),
  refetchInterval: 10 * SECOND,
})

export const venuesQuery = queryOptions({
  queryKey: ['venues'],
  queryFn: async ({ signal }) => (await get<Page<VenueState>>('/api/market/venues', {}, signal)).items,
  refetchInterval: 15 * SECOND,
})

export const priceQuery = (id: string) =>
  queryOptions({
    queryKey: ['price', id],
    queryFn: ({ signal }) => get<Price>(`/api/market/prices/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: 15 * SECOND,
  })

export interface Series {
  coinId: string
  interval: Interval
  limit: number
  venue: string
}

const seriesQuery = ({ interval, limit, venue }: Series) => ({ interval, limit, venue })

export const candlesQuery = (series: Series) =>
  queryOptions({
    queryKey: ['candles', series],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Candle>>(`/api/market/candles/${series.coinId}`, seriesQuery(series), signal)
      return page.items.toReversed()
    },
    refetchInterval: 60 * SECOND,
    placeholderData: keepPreviousData,
  })

export const averageQuery = (series: Series, kind: 'sma' | 'ema', period: number) =>
  queryOptions({
    queryKey: ['average', series, kind, period],
    queryFn: ({ signal }) =>
      get<Indicator>(
        `/api/analytics/moving-average/${series.coinId}`,
        { kind, period, ...seriesQuery(series) },
        signal,
      ),
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })

export const volatilityQuery = (series: Series, period: number) =>
  queryOptions({
    queryKey: ['volatility', series, period],
    queryFn: ({ signal }) =>
      get<Indicator>(`/api/analytics/volatility/${series.coinId}`, { period, ...seriesQuery(series) }, signal),
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })

export const correlationQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: ['correlation', a, b],
    queryFn: ({ signal }) =>
      get<Correlation>(`/api/analytics/correlation/${a}/${b}`, { interval: '1h', period: 168 }, signal),
    staleTime: 300 * SECOND,
  })

export const tradesQuery = (id: string) =>
  queryOptions({
    queryKey: ['trades', id],
    queryFn: async ({ signal }) =>
      (await get<Page<Trade>>(`/api/market/trades/${encodeURIComponent(id)}`, { limit: 50 }, signal)).items,
    staleTime: Infinity,
  })
