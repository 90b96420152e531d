/** The queries of market and analytics data. After the first answer the stream updates prices, candles and trades. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { keepWithin } from './keepWithin'
import type { Candle, Coin, Completeness, Gap, Interval, Trade, Venue } from './types'

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

/** How far the exchanges' own candles are read; it is asked for only where that is shown. */
export const pipelineQuery = queryOptions({
  queryKey: ['pipeline'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/market/pipeline', { signal })),
  refetchInterval: 5 * SECOND,
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
  /** As in the URL; the server refuses an unknown exchange. */
  venue: string
  /** First open time. Without it only the newest `limit` values are read. */
  start?: string
  /** The end of a series in the past; a series up to now has none. */
  end?: string | undefined
  limit?: number
}

const ONE_ANSWER = 1000

export const paramsOf = ({ coinId, interval, limit = ONE_ANSWER, venue, start, end }: SeriesRequest) => ({
  path: { coin_id: coinId },
  query: { interval, limit, venue: venue as Venue, start, end },
})

interface ListPage {
  items: unknown[]
  next?: string | null
}

/** All pages of a list that has a start, one after the other; only the first one of a list without. */
export async function allPages<P extends ListPage>(
  { start }: Pick<SeriesRequest, 'start'>,
  fetchPage: (cursor: string | undefined) => Promise<P>,
): Promise<P> {
  const first = await fetchPage(undefined)
  const items = [...first.items]
  let { next } = first
  while (next && start !== undefined) {
    const page = await fetchPage(next)
    items.push(...page.items)
    next = page.next
  }
  return { ...first, items, next }
}

export const candlesQuery = (series: SeriesRequest) =>
  queryOptions({
    queryKey: ['candles', series],
    queryFn: async ({ signal }): Promise<Candle[]> => {
      const { path, query } = paramsOf(series)
      const page = await allPages(series, (cursor) =>
        unwrap(api.GET('/api/market/candles/{coin_id}', { params: { path, query: { ...query, cursor } }, signal })),
      )
      return page.items.toReversed()
    },
    refetchInterval: 60 * SECOND,
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
    refetchInterval: 300 * SECOND,
  })

/** The stream adds to an answer only while the list is on the page: a list that is opened again reads anew. */
const continued = { staleTime: Infinity, refetchOnMount: 'always' } as const

export const tradesQuery = (id: string) =>
  queryOptions({
    queryKey: ['trades', id],
    queryFn: async ({ signal }): Promise<Trade[]> => {
      const params = { path: { coin_id: id }, query: { limit: 50 } }
      return (await unwrap(api.GET('/api/market/trades/{coin_id}', { params, signal }))).items
    },
    ...continued,
  })

/** As many of the newest trades as one answer has. */
export const recentTradesQuery = (id: string) =>
  queryOptions({
    queryKey: ['trades', id, ONE_ANSWER],
    queryFn: async ({ signal }): Promise<Trade[]> => {
      const params = { path: { coin_id: id }, query: { limit: ONE_ANSWER } }
      return (await unwrap(api.GET('/api/market/trades/{coin_id}', { params, signal }))).items
    },
    ...continued,
  })

/** What of a span of time is complete, of the first instrument at an exchange or of all; without an end up to now. */
export const completenessQuery = ({ coinId, venue, start, end }: Omit<SeriesRequest, 'interval'>) =>
  queryOptions({
    queryKey: ['completeness', coinId, venue, start, end],
    queryFn: ({ signal }): Promise<Completeness> => {
      const params = { path: { coin_id: coinId }, query: { venue: venue as Venue, start, end } }
      return unwrap(api.GET('/api/market/completeness/{coin_id}', { params, signal }))
    },
    refetchInterval: 15 * SECOND,
    placeholderData: keepWithin(['completeness', coinId, venue]),
  })

/** The newest gaps of a coin at all exchanges that overlap a span. */
export const gapsQuery = (id: string, start: string, end: string) =>
  queryOptions({
    queryKey: ['gaps', id, start, end],
    queryFn: async ({ signal }): Promise<Gap[]> => {
      const params = { path: { coin_id: id }, query: { start, end, limit: 100 } }
      return (await unwrap(api.GET('/api/market/gaps/{coin_id}', { params, signal }))).items
    },
    refetchInterval: 30 * SECOND,
  })
