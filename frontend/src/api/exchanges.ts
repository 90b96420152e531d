/** The requests for exchanges compared: spreads between them now and in the past, and the opportunities there were. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Price } from './types'

const SECOND = 1000
type Text = string | null

async function get<T>(
  path: string,
  query: Record<string, string | number | undefined>,
  signal: AbortSignal,
): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const response = await fetch(`${path}?${new URLSearchParams(given).toString()}`, { signal })
  return (await response.json()) as T
}

export interface SpreadLeg {
  venue: string
  instrument_id: string
  quote: string
  price: Text
  size: Text
  quote_usd: Text
  quote_usd_as_of: string | null
  price_usd: Text
  fee_bp: string
  quoted_at: string | null
  age_ms: number | null
  reason: Text
}

export interface Spread {
  buy: string
  sell: string
  ask: Text
  bid: Text
  gross_bp: Text
  fees_bp: Text
  net_bp: Text
  size: Text
  profit_usd: Text
  age_ms: { buy: number | null; sell: number | null }
  reason: Text
  buy_leg: SpreadLeg
  sell_leg: SpreadLeg
}

export interface Spreads {
  coin_id: string
  as_of: string | null
  source: string
  stale: boolean
  reason: Text
  age_limit_ms: number
  items: Spread[]
}

export const spreadsQuery = (coin: string, fees: string | undefined) =>
  queryOptions({
    queryKey: ['spreads', coin, fees],
    queryFn: ({ signal }): Promise<Spreads> => get(`/api/market/spreads/${coin}`, { fees }, signal),
    refetchInterval: 3 * SECOND,
    placeholderData: keepPreviousData,
  })

export const pricesQuery = queryOptions({
  queryKey: ['prices'],
  queryFn: async ({ signal }): Promise<Price[]> =>
    (await get<{ items: Price[] }>('/api/market/prices', {}, signal)).items,
  refetchInterval: 3 * SECOND,
})

export interface OpportunityLeg {
  venue: string
  instrument_id: string
  quote: string
  price: string
  size: Text
  quote_usd: string
  quote_usd_as_of: string
  price_usd: string
  fee_bp: string
  quoted_at: string
}

export interface Opportunity {
  coin_id: string
  buy: string
  sell: string
  state: 'open' | 'closed'
  opened_at: string
  seen_at: string
  closed_at: string | null
  reason: Text
  duration_ms: number
  best_at: string
  best_net_bp: string
  gross_bp: string
  fees_bp: string
  ask: string
  bid: string
  size: Text
  buy_leg: OpportunityLeg
  sell_leg: OpportunityLeg
}

/** Newest first; the next page follows on demand. */
export const opportunitiesQuery = (coin: string | undefined, start: string) =>
  infiniteQueryOptions({
    queryKey: ['arbitrage', coin, start],
    queryFn: ({ signal, pageParam: cursor }): Promise<{ items: Opportunity[]; next: string | null }> =>
      get('/api/market/arbitrage', { coin, start, cursor, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10 * SECOND,
    placeholderData: keepPreviousData,
  })

export interface SpreadMinute {
  time: string
  gross_max_bp: string
  gross_mean_bp: string
  net_max_bp: string
  net_mean_bp: string
  known_seconds: string
}

export const spreadHistoryQuery = (coin: string, buy: string, sell: string, start: string) =>
  queryOptions({
    queryKey: ['spread-history', coin, buy, sell, start],
    queryFn: async ({ signal }): Promise<SpreadMinute[]> =>
      (
        await get<{ items: SpreadMinute[] }>(
          `/api/market/spreads/${coin}/history`,
          { buy, sell, start, limit: 1_500 },
          signal,
        )
      ).items,
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })
