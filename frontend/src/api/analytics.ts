/** The requests for figures across coins. They are made of closed candles: once a minute is as often as they change. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { keepWithin } from './keepWithin'
import type { components } from './schema.gen'
import type { Interval } from './types'

const MINUTE = 60_000
const BINS = 24

type Schemas = components['schemas']
export type CorrelationMatrix = Schemas['CorrelationMatrix']
export type PairPage = Schemas['PairPage']
export type Comparison = Schemas['RebasedComparison']
export type Breadth = Schemas['Breadth']
export type Share = Schemas['Share']
export type Regime = Schemas['Regime']
export type Seasonality = Schemas['Seasonality']
export type Season = Schemas['Season']
export type VolumeProfile = Schemas['VolumeProfile']
export type PriceBin = Schemas['PriceBin']

const lasting = { refetchInterval: MINUTE } as const
/** Of answers whose figures each name their coin: the former one stands until the next is there. */
const kept = { ...lasting, placeholderData: keepPreviousData } as const

export const matrixQuery = (coins: readonly string[], interval: Interval, period: number) =>
  queryOptions({
    queryKey: ['analytics', 'matrix', coins, interval, period],
    queryFn: async ({ signal }): Promise<CorrelationMatrix> => {
      const params = { query: { coins: coins.join(','), interval, period } }
      return (await unwrap(api.GET('/api/analytics/correlation-matrix', { params, signal }))) as CorrelationMatrix
    },
    enabled: coins.length > 1,
    ...kept,
  })

/** Two coins at a time: how they moved together, or the first one's beta against the second. */
type PairFigure = 'rolling-correlation' | 'beta'

interface PairRequest {
  pair: readonly [string, string]
  interval: Interval
  /** How many common returns each value is of. */
  period: number
  start?: string
  limit: number
}

/** Newest first. */
export const pairQuery = (figure: PairFigure, { pair: [a, b], interval, period, start, limit }: PairRequest) =>
  queryOptions({
    queryKey: ['analytics', figure, a, b, interval, period, start, limit],
    queryFn: async ({ signal }): Promise<PairPage> => {
      const params = { path: { coin_id_1: a, coin_id_2: b }, query: { interval, period, start, limit } }
      return (await unwrap(api.GET(`/api/analytics/${figure}/{coin_id_1}/{coin_id_2}`, { params, signal }))) as PairPage
    },
    ...lasting,
    placeholderData: keepWithin(['analytics', figure, a, b]),
  })

export const comparisonQuery = (coins: readonly string[], interval: Interval, start: string) =>
  queryOptions({
    queryKey: ['analytics', 'compare', coins, interval, start],
    queryFn: ({ signal }): Promise<Comparison> => {
      const params = { query: { coins: coins.join(','), interval, start } }
      return unwrap(api.GET('/api/analytics/compare', { params, signal }))
    },
    enabled: coins.length > 0,
    ...kept,
  })

export const breadthQuery = queryOptions({
  queryKey: ['analytics', 'breadth'],
  queryFn: ({ signal }): Promise<Breadth> => unwrap(api.GET('/api/analytics/breadth', { signal })),
  ...lasting,
})

const ofCoin = (coin_id: string) => ({ path: { coin_id } })

export const regimeQuery = (coin: string) =>
  queryOptions({
    queryKey: ['analytics', 'regime', coin],
    queryFn: ({ signal }): Promise<Regime> =>
      unwrap(api.GET('/api/analytics/regime/{coin_id}', { params: ofCoin(coin), signal })),
    ...lasting,
  })

export const seasonalityQuery = (coin: string, by: Seasonality['by']) =>
  queryOptions({
    queryKey: ['analytics', 'seasonality', coin, by],
    queryFn: async ({ signal }): Promise<Seasonality> => {
      const params = { ...ofCoin(coin), query: { by } }
      return (await unwrap(api.GET('/api/analytics/seasonality/{coin_id}', { params, signal }))) as Seasonality
    },
    ...lasting,
    placeholderData: keepWithin(['analytics', 'seasonality', coin]),
  })

export const volumeProfileQuery = (coin: string, start: string) =>
  queryOptions({
    queryKey: ['analytics', 'volume-profile', coin, start],
    queryFn: ({ signal }): Promise<VolumeProfile> => {
      const params = { ...ofCoin(coin), query: { start, bins: BINS } }
      return unwrap(api.GET('/api/analytics/volume-profile/{coin_id}', { params, signal }))
    },
    ...lasting,
    placeholderData: keepWithin(['analytics', 'volume-profile', coin]),
  })
