/** The queries of market and analytics data. After the first answer the stream updates prices, candles and trades. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { Candle, Coin, Gap, Indicator, Interval, Trade, Venue } from './types'

const SECOND = 1000

export const coinsQuery = queryOptions({
  queryKey: ['coins'],
  queryFn: async ({ signal }): Promise<Coin[]> =>
    (await unwrap(api.GET('/api/market/coins', { params: { query: { limit: 500 } }, signal }))).items,
  refetchInterval: 15 * SECOND,
  staleTime: 10 * SECOND,
})

export const coinQuery = (id: string) =>
  queryOptions({
    queryKey: ['coin', id],
    queryFn: ({ signal }): Promise<Coin> =>
      unwrap(api.GET('/api/market/coins/{coin_id}', { params: { path: { coin_id: id } }, signal })),
    refetchInterval: 15 * SECOND,
    staleTime: 10 * SECOND,
  })

export const summaryQuery = queryOptions({
  queryKey: ['summary'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/market/summary', { signal })),
  refetchInterval: 10 * SECOND,
})

export const venuesQuery = queryOptions({
  queryKey: ['venues'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/market/venues', { signal }))).items,
  refetchInterval: 15 * SECOND,
})

export const priceQuery = (id: string) =>
  queryOptions({
    queryKey: ['price', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/market/prices/{coin_id}', { params: { path: { coin_id: id } }, signal })),
    refetchInterval: 15 * SECOND,
  })

export interface SeriesRequest {
  coinId: string
  interval: Interval
  limit: number
  /** As in the URL; the server refuses an unknown exchange. */
  venue: string
  /** The end of a series in the past; a series up to now has none. */
  end?: string | undefined
}

const paramsOf = ({ coinId, interval, limit, venue, end }: SeriesRequest) => ({
  path: { coin_id: coinId },
  query: { interval, limit, venue: venue as Venue, end },
})

export const candlesQuery = (series: SeriesRequest) =>
  queryOptions({
    queryKey: ['candles', series],
    queryFn: async ({ signal }): Promise<Candle[]> => {
      const page = await unwrap(api.GET('/api/market/candles/{coin_id}', { params: paramsOf(series), signal }))
      return page.items.toReversed()
    },
    refetchInterval: 60 * SECOND,
    placeholderData: keepPreviousData,
  })

export const averageQuery = (series: SeriesRequest, kind: 'sma' | 'ema', period: number) =>
  queryOptions({
    queryKey: ['average', series, kind, period],
    queryFn: ({ signal }): Promise<Indicator> => {
      const { path, query } = paramsOf(series)
      const params = { path, query: { kind, period, ...query } }
      return unwrap(api.GET('/api/analytics/moving-average/{coin_id}', { params, signal }))
    },
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })

export const volatilityQuery = (series: SeriesRequest, period: number) =>
  queryOptions({
    queryKey: ['volatility', series, period],
    queryFn: ({ signal }): Promise<Indicator> => {
      const { path, query } = paramsOf(series)
      const params = { path, query: { period, ...query } }
      return unwrap(api.GET('/api/analytics/volatility/{coin_id}', { params, signal }))
    },
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })

export const correlationQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: ['correlation', a, b],
    queryFn: ({ signal }) => {
      const params = { path: { coin_id_1: a, coin_id_2: b }, query: { interval: '1h', period: 168 } } as const
      return unwrap(api.GET('/api/analytics/correlation/{coin_id_1}/{coin_id_2}', { params, signal }))
    },
    staleTime: 300 * SECOND,
  })

export const tradesQuery = (id: string) =>
  queryOptions({
    queryKey: ['trades', id],
    queryFn: async ({ signal }): Promise<Trade[]> => {
      const params = { path: { coin_id: id }, query: { limit: 50 } }
      return (await unwrap(api.GET('/api/market/trades/{coin_id}', { params, signal }))).items
    },
    staleTime: Infinity,
  })

export const gapsQuery = (id: string, start: string, end: string) =>
  queryOptions({
    queryKey: ['gaps', id, start, end],
    queryFn: async ({ signal }): Promise<Gap[]> => {
      const params = { path: { coin_id: id }, query: { start, end, limit: 100 } }
      return (await unwrap(api.GET('/api/market/gaps/{coin_id}', { params, signal }))).items
    },
    refetchInterval: 30 * SECOND,
  })
