/** The requests for sharing links, and for what one shows. */
import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { KEY, ofPortfolio } from './portfolio'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Share = Schemas['ShareItem']
export type NewShare = Schemas['NewShareItem']
export type SharedPortfolio = Schemas['SharedPortfolio']
export type SharedAsset = Schemas['SharedAsset']

const EVERY_MS = 15_000

export const sharesQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'shares'],
    queryFn: async ({ signal }): Promise<Share[]> =>
      (await unwrap(api.GET('/api/portfolio/{portfolio_id}/shares', { params: ofPortfolio(id), signal }))).items,
  })

export const createShare = (id: string, body: Schemas['NewShare']): Promise<NewShare> =>
  unwrap(api.POST('/api/portfolio/{portfolio_id}/shares', { params: ofPortfolio(id), body }))
export const revokeShare = (id: string, share_id: string) =>
  unwrap(
    api.DELETE('/api/portfolio/{portfolio_id}/shares/{share_id}', { params: { path: { portfolio_id: id, share_id } } }),
  )

/** Nobody's private data: whoever has the link sees it, signed in or not. */
export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: ({ signal }): Promise<SharedPortfolio> =>
      unwrap(api.GET('/api/portfolio/shared/{token}', { params: { path: { token } }, signal })),
    refetchInterval: EVERY_MS,
  })
