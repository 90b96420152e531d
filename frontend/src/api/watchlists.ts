/** The requests for watchlists. */
import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { KEY } from './portfolio'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Watchlist = Schemas['WatchlistItem']

export const fetchWatchlists = async (signal?: AbortSignal): Promise<Watchlist[]> =>
  (await unwrap(api.GET('/api/portfolio/watchlists', { signal: signal ?? null }))).items

export const watchlistsQuery = queryOptions({
  queryKey: [...KEY, 'watchlists'],
  queryFn: ({ signal }) => fetchWatchlists(signal),
})

export const createWatchlist = (body: Schemas['NewWatchlist']) =>
  unwrap(api.POST('/api/portfolio/watchlists', { body }))
export const changeWatchlist = (watchlist_id: string, body: Schemas['WatchlistChanges']) =>
  unwrap(api.PATCH('/api/portfolio/watchlists/{watchlist_id}', { params: { path: { watchlist_id } }, body }))
export const deleteWatchlist = (watchlist_id: string) =>
  unwrap(api.DELETE('/api/portfolio/watchlists/{watchlist_id}', { params: { path: { watchlist_id } } }))

/** Put a coin into a list, or take it out: the same twice changes nothing. Sent also if the page goes away meanwhile. */
export const setWatched = (watchlist_id: string, coin: string, watched: boolean) => {
  const path = '/api/portfolio/watchlists/{watchlist_id}/coins/{coin}'
  const init = { params: { path: { watchlist_id, coin } }, keepalive: true }
  return unwrap(watched ? api.PUT(path, init) : api.DELETE(path, init))
}
