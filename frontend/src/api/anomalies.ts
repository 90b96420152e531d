/** What is far from what one would expect. It is made of closed candles of an hour. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

export type Anomalies = components['schemas']['Anomalies']
export type Anomaly = components['schemas']['Anomaly']

const MINUTE = 60_000

interface AnomaliesRequest {
  /** Left out: of all coins. */
  coins?: readonly string[]
  /** Left out: of the last 24 hours. */
  start?: string
}

/** Newest first. */
export const anomaliesQuery = ({ coins, start }: AnomaliesRequest = {}) =>
  queryOptions({
    queryKey: ['analytics', 'anomalies', coins, start],
    queryFn: ({ signal }): Promise<Anomalies> => {
      const params = { query: { coins: coins?.join(','), start } }
      return unwrap(api.GET('/api/analytics/anomalies', { params, signal }))
    },
    enabled: coins?.length !== 0,
    refetchInterval: MINUTE,
    placeholderData: keepPreviousData,
  })
