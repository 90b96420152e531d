/** What is far from what one would expect, in the last 24 candles of an hour. */
import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

export type Anomaly = components['schemas']['Anomaly']

const MINUTE = 60_000

/** Newest first. */
export const anomaliesQuery = queryOptions({
  queryKey: ['anomalies'],
  queryFn: async ({ signal }): Promise<Anomaly[]> =>
    (await unwrap(api.GET('/api/analytics/anomalies', { signal }))).items,
  refetchInterval: MINUTE,
})
