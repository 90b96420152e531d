/** The registry of indicators, and a coin's values of several of them. */
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { allPages, paramsOf, type SeriesRequest } from './queries'
import type { components } from './schema.gen'
import type { Interval } from './types'

type Schemas = components['schemas']
export type IndicatorKind = Schemas['IndicatorKind']
export type Regime = Schemas['Regime']
export type IndicatorRow = Schemas['IndicatorSetItem']
/** Rows with how old they are and whether they may be relied on. */
export type IndicatorSet = Schemas['IndicatorSet']

const MINUTE = 60_000
const MOST_ROWS = 1000

export const registryQuery = queryOptions({
  queryKey: ['indicators', 'registry'],
  queryFn: async ({ signal }): Promise<IndicatorKind[]> =>
    (await unwrap(api.GET('/api/analytics/indicators', { signal }))).items,
  staleTime: Infinity,
})

async function fetchRows(series: SeriesRequest, specs: string, signal?: AbortSignal): Promise<IndicatorRow[]> {
  const { path, query } = paramsOf(series)
  const page = await allPages(series, (cursor) => {
    const params = { path, query: { set: specs, ...query, cursor } }
    return unwrap(api.GET('/api/analytics/indicators/{coin_id}', { params, ...(signal && { signal }) }))
  })
  return page.items
}

/** Newest first. `specs`: as in `sma:20,bb:20:2`; none of them is no request. */
export const indicatorsQuery = (series: SeriesRequest, specs: string) =>
  queryOptions({
    queryKey: ['indicators', series, specs],
    queryFn: ({ signal }) => fetchRows(series, specs, signal),
    enabled: specs !== '',
    refetchInterval: MINUTE,
  })

/** The rows from a time on in place of those that were known; the older ones stay. */
export function replaceNewest(
  known: readonly IndicatorRow[],
  newest: readonly IndicatorRow[],
  from: string,
): IndicatorRow[] {
  const start = Date.parse(from)
  return [...newest, ...known.filter(({ open_time }) => Date.parse(open_time) < start)]
}

/**
 * Reads again what a candle that closed or was revised has changed: its own values and those after it, about `count` of
 * them. An answer costs by how many are asked for, so no more are.
 */
export async function refreshFrom(
  client: QueryClient,
  series: SeriesRequest,
  from: string,
  count: number,
): Promise<void> {
  const queries = client.getQueryCache().findAll({ queryKey: ['indicators', series] })
  await Promise.all(
    queries.map(async ({ queryKey }) => {
      const newest = await fetchRows({ ...series, start: from, limit: Math.min(count, MOST_ROWS) }, String(queryKey[2]))
      client.setQueryData<IndicatorRow[]>(queryKey, (known) => known && replaceNewest(known, newest, from))
    }),
  )
}

/** The newest values alone, of closed candles; no item before there is one. */
export const newestIndicatorsQuery = (coinId: string, interval: Interval, specs: string) =>
  queryOptions({
    queryKey: ['indicators-newest', coinId, interval, specs],
    queryFn: ({ signal }): Promise<IndicatorSet> => {
      const params = { path: { coin_id: coinId }, query: { set: specs, interval, limit: 1 } }
      return unwrap(api.GET('/api/analytics/indicators/{coin_id}', { params, signal }))
    },
    refetchInterval: MINUTE,
  })
