/** The requests for figures across coins. They are made of closed candles: once a minute is as often as they change. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Interval } from './types'

const SECOND = 1000
const MINUTE = 60 * SECOND

async function get<T>(
  path: string,
  query: Record<string, string | number | undefined>,
  signal: AbortSignal,
): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const response = await fetch(`${path}?${new URLSearchParams(given).toString()}`, { signal })
  return (await response.json()) as T
}

type CandleStatus = 'complete' | 'backfilled' | 'partial'
type Text = string | null
export type Band = [string, string]

export interface Facts {
  as_of: string | null
  source: string
  stale: boolean
  reason: string | null
}

export interface CorrelationMatrix extends Facts {
  interval: Interval
  period: number
  coins: string[]
  order: string[]
  values: Text[][]
  n: number[][]
  interval_95: (Band | null)[][]
  statuses: (CandleStatus | null)[][]
  reasons: Text[][]
  status: CandleStatus | null
  mean: Text
  mean_n: number
  stale_coins: string[]
}

export const matrixQuery = (coins: readonly string[], interval: Interval, period: number) =>
  queryOptions({
    queryKey: ['analytics', 'matrix', coins, interval, period],
    queryFn: ({ signal }): Promise<CorrelationMatrix> =>
      get('/api/analytics/correlation-matrix', { coins: coins.join(','), interval, period }, signal),
    enabled: coins.length > 1,
    refetchInterval: MINUTE,
    placeholderData: keepPreviousData,
  })

export interface PairItem {
  open_time: string
  value: Text
  interval_95: Band | null
  n: number
  warm: boolean
  status: CandleStatus
  reason: Text
}

export interface PairPage extends Facts {
  interval: Interval
  period: number
  items: PairItem[]
  next: string | null
}

export interface ComparedCoin extends Facts {
  coin_id: string
  base_close: Text
  change_percent: Text
  n: number
  status: CandleStatus | null
  values: Text[]
}

export interface Comparison extends Facts {
  interval: Interval
  start: string
  base_time: string | null
  times: string[]
  items: ComparedCoin[]
}

export interface Share {
  count: number
  n: number
  percent: Text
  reason: Text
}
export interface Breadth extends Facts {
  interval: Interval
  coins: number
  status: CandleStatus | null
  above_sma: (Share & { period: number })[]
  rising: Share
  falling: Share
  unchanged: Share
  new_highs: Share & { period: number; coins: string[] }
  new_lows: Share & { period: number; coins: string[] }
  median_change_24h_percent: Text
  dispersion_percent: Text
  dispersion_n: number
  left_out: { coin_id: string; reason: string }[]
}

export interface Anomaly {
  coin_id: string
  instrument_id: string
  venue: string
  kind: 'price' | 'volume' | 'venue_divergence'
  open_time: string
  interval: Interval
  unit: string
  observed: string
  expected: string
  z: string
  n: number
  severity: 'notable' | 'strong' | 'extreme'
  status: CandleStatus
  why: string
}
export interface Anomalies extends Facts {
  interval: Interval
  start: string
  period: number
  coins: number
  not_enough: string[]
  items: Anomaly[]
  more: number
}

export interface Regime extends Facts {
  coin_id: string
  interval: Interval
  period: number
  regime: 'calm' | 'normal' | 'elevated' | 'extreme' | null
  volatility: Text
  percentile: Text
  n: number
  independent_n: number
  excluded_partial: number
  status: CandleStatus | null
  history_start: string | null
  history_end: string | null
  quantiles: { percent: number; value: string }[]
}

export interface Season {
  bucket: string
  mean_return_percent: Text
  interval_95: Band | null
  n: number
  significant: boolean
  reason: Text
}
export interface Seasonality extends Facts {
  coin_id: string
  by: 'hour' | 'weekday' | 'session'
  start: string | null
  end: string | null
  n: number
  excluded_partial: number
  status: CandleStatus | null
  verdict: 'not_enough' | 'nothing_beyond_chance' | 'some_beyond_chance'
  items: Season[]
}

export interface PriceBin {
  low: string
  high: string
  volume: string
  share_percent: string
}
export interface VolumeProfile extends Facts {
  coin_id: string
  interval: Interval
  start: string
  end: string
  n: number
  status: CandleStatus | null
  volume: Text
  point_of_control: Text
  value_area_low: Text
  value_area_high: Text
  value_area_percent: Text
  items: PriceBin[]
}

const lasting = { refetchInterval: MINUTE, placeholderData: keepPreviousData } as const

export const rollingQuery = (a: string, b: string, interval: Interval, window: number, start: string) =>
  queryOptions({
    queryKey: ['analytics', 'rolling', a, b, interval, window, start],
    queryFn: ({ signal }): Promise<PairPage> =>
      get(`/api/analytics/rolling-correlation/${a}/${b}`, { interval, period: window, start, limit: 1000 }, signal),
    ...lasting,
  })

export const comparisonQuery = (coins: readonly string[], interval: Interval, start: string) =>
  queryOptions({
    queryKey: ['analytics', 'compare', coins, interval, start],
    queryFn: ({ signal }): Promise<Comparison> =>
      get('/api/analytics/compare', { coins: coins.join(','), interval, start }, signal),
    enabled: coins.length > 0,
    ...lasting,
  })

export const breadthQuery = (interval: Interval) =>
  queryOptions({
    queryKey: ['analytics', 'breadth', interval],
    queryFn: ({ signal }): Promise<Breadth> => get('/api/analytics/breadth', { interval }, signal),
    ...lasting,
  })

export const anomaliesQuery = (start: string, limit: number) =>
  queryOptions({
    queryKey: ['analytics', 'anomalies', start, limit],
    queryFn: ({ signal }): Promise<Anomalies> => get('/api/analytics/anomalies', { start, limit }, signal),
    ...lasting,
  })

export const regimeQuery = (coin: string) =>
  queryOptions({
    queryKey: ['analytics', 'regime', coin],
    queryFn: ({ signal }): Promise<Regime> => get(`/api/analytics/regime/${coin}`, {}, signal),
    ...lasting,
  })

export const seasonalityQuery = (coin: string, by: Seasonality['by']) =>
  queryOptions({
    queryKey: ['analytics', 'seasonality', coin, by],
    queryFn: ({ signal }): Promise<Seasonality> => get(`/api/analytics/seasonality/${coin}`, { by }, signal),
    ...lasting,
  })

export const volumeProfileQuery = (coin: string, start: string) =>
  queryOptions({
    queryKey: ['analytics', 'volume-profile', coin, start],
    queryFn: ({ signal }): Promise<VolumeProfile> => get(`/api/analytics/volume-profile/${coin}`, { start }, signal),
    ...lasting,
  })
