/** The requests for exchanges compared: spreads between them now and in the past, and the opportunities there were. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { keepWithin } from './keepWithin'
import type { components } from './schema.gen'
import type { Price } from './types'

const SECOND = 1000
type Schemas = components['schemas']
export type Spreads = Schemas['Spreads']
export type Spread = Schemas['SpreadItem']
export type SpreadLeg = Schemas['SpreadLeg']
export type Opportunity = Schemas['Opportunity']
export type SpreadMinute = Schemas['SpreadMinuteItem']
type Exchange = Schemas['Venue']

/** `fees`: one's own taker fees, `binance:10,kraken:26` in bp, in place of the standard ones. */
export const spreadsQuery = (coin_id: string, fees: string | undefined) =>
  queryOptions({
    queryKey: ['spreads', coin_id, fees],
    queryFn: ({ signal }): Promise<Spreads> => {
      const params = { path: { coin_id }, query: { fees } }
      return unwrap(api.GET('/api/market/spreads/{coin_id}', { params, signal }))
    },
    refetchInterval: 3 * SECOND,
    placeholderData: keepWithin(['spreads', coin_id]),
  })

/** All coins in one answer. */
export const pricesQuery = queryOptions({
  queryKey: ['prices'],
  queryFn: async ({ signal }): Promise<Price[]> => (await unwrap(api.GET('/api/market/prices', { signal }))).items,
  refetchInterval: 3 * SECOND,
})

/** Newest first; the next page follows on demand. `fees`: one's own, as in the URL. */
export const opportunitiesQuery = (start: string, fees: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['arbitrage', start, fees],
    queryFn: ({ signal, pageParam: cursor }): Promise<Schemas['OpportunityPage']> => {
      const params = { query: { start, fees, cursor, limit: 50 } }
      return unwrap(api.GET('/api/market/arbitrage', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10 * SECOND,
    placeholderData: keepPreviousData,
  })

/** A day of minutes, newest first. */
const DAY_OF_MINUTES = 1_500

export const spreadHistoryQuery = (coin_id: string, buy: Exchange, sell: Exchange, start: string) =>
  queryOptions({
    queryKey: ['spread-history', coin_id, buy, sell, start],
    queryFn: async ({ signal }): Promise<SpreadMinute[]> => {
      const params = { path: { coin_id }, query: { buy, sell, start, limit: DAY_OF_MINUTES } }
      return (await unwrap(api.GET('/api/market/spreads/{coin_id}/history', { params, signal }))).items
    },
    refetchInterval: 30 * SECOND,
    placeholderData: keepWithin(['spread-history', coin_id, buy, sell]),
  })
