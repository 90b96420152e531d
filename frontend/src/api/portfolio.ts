/** The requests to the portfolio service. Queries are private data: they are removed when the user signs out. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, ApiError, unwrap } from './client'
import type { components } from './schema.gen'
import { withSession } from './withSession'

type Schemas = components['schemas']
export type PortfolioSettings = Schemas['PortfolioItem']
export type PortfolioChanges = Schemas['PortfolioChanges']
export type Portfolio = Schemas['ValuedPortfolio']
export type Holding = Schemas['AssetItem']
export type Transaction = Schemas['TransactionItem']
export type TransactionBody = Schemas['TransactionBody']
export type TransactionKind = Schemas['Kind']
export type Lot = Schemas['LotItem']
export type Disposal = Schemas['DisposalItem']
export type LotMethod = Schemas['LotMethod']
export type DryRun = Schemas['DryRunItem']
export type Import = Schemas['ImportItem']
export type Performance = Schemas['PerformanceItem']
export type History = Schemas['PortfolioHistory']
export type HistoryPoint = Schemas['HistoryItem']
export type GrowthPoint = Schemas['GrowthItem']

const SECOND = 1000
/** Of everything private of the portfolio service: removed when the user signs out. */
export const KEY = ['account', 'portfolio'] as const
export const ofPortfolio = (id: string) => ({ path: { portfolio_id: id } })

/** What a change of a ledger makes old: everything that is computed from it. */
export const refreshPortfolios = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: KEY })

export const portfoliosQuery = queryOptions({
  queryKey: [...KEY, 'list'],
  queryFn: async ({ signal }): Promise<PortfolioSettings[]> =>
    (await unwrap(api.GET('/api/portfolio', { params: { query: { limit: 200 } }, signal }))).items,
})

export const portfolioQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'value'],
    queryFn: ({ signal }): Promise<Portfolio> =>
      unwrap(api.GET('/api/portfolio/{portfolio_id}', { params: ofPortfolio(id), signal })),
    // The stream brings every change sooner; this is for when it is cut.
    refetchInterval: 15 * SECOND,
  })

export const lotsQuery = (id: string, coin: string, method: LotMethod | undefined) =>
  queryOptions({
    queryKey: [...KEY, id, 'lots', coin, method],
    queryFn: async ({ signal }) => {
      const params = { ...ofPortfolio(id), query: { coin, method, limit: 1000 } }
      const [lots, disposals] = await Promise.all([
        unwrap(api.GET('/api/portfolio/{portfolio_id}/lots', { params, signal })),
        unwrap(api.GET('/api/portfolio/{portfolio_id}/disposals', { params, signal })),
      ])
      return { lots: lots.items, disposals: disposals.items }
    },
    placeholderData: keepPreviousData,
  })

export const transactionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, id, 'transactions'],
    queryFn: ({ signal, pageParam: cursor }) => {
      const params = { ...ofPortfolio(id), query: { cursor, limit: 100 } }
      return unwrap(api.GET('/api/portfolio/{portfolio_id}/transactions', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** The newest trades. */
export const tradesQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'trades'],
    queryFn: async ({ signal }): Promise<Transaction[]> => {
      const params = { ...ofPortfolio(id), query: { kind: 'trade' as const, limit: 200 } }
      return (await unwrap(api.GET('/api/portfolio/{portfolio_id}/transactions', { params, signal }))).items
    },
  })

/** The newest transactions of one coin. */
export const coinTransactionsQuery = (id: string, coin: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'transactions of', coin],
    queryFn: async ({ signal }): Promise<Transaction[]> => {
      const params = { ...ofPortfolio(id), query: { coin, limit: 200 } }
      return (await unwrap(api.GET('/api/portfolio/{portfolio_id}/transactions', { params, signal }))).items
    },
  })

export const historyQuery = (id: string, start: string | undefined) =>
  queryOptions({
    queryKey: [...KEY, id, 'history', start],
    queryFn: ({ signal }): Promise<History> => {
      const params = { ...ofPortfolio(id), query: { start, interval: '1d' as const } }
      return unwrap(api.GET('/api/portfolio/{portfolio_id}/history', { params, signal }))
    },
    placeholderData: keepPreviousData,
  })

export const performanceQuery = (id: string, start: string | undefined, benchmark: string | undefined) =>
  queryOptions({
    queryKey: [...KEY, id, 'performance', start, benchmark],
    queryFn: ({ signal }): Promise<Performance> => {
      const params = { ...ofPortfolio(id), query: { start, benchmark } }
      return unwrap(api.GET('/api/portfolio/{portfolio_id}/performance', { params, signal }))
    },
    refetchInterval: 60 * SECOND,
    placeholderData: keepPreviousData,
  })

export const createPortfolio = (body: Schemas['NewPortfolio']) => unwrap(api.POST('/api/portfolio', { body }))
export const changePortfolio = (id: string, body: PortfolioChanges) =>
  unwrap(api.PATCH('/api/portfolio/{portfolio_id}', { params: ofPortfolio(id), body }))
export const deletePortfolio = (id: string) =>
  unwrap(api.DELETE('/api/portfolio/{portfolio_id}', { params: ofPortfolio(id) }))

/** `key` makes a request that is sent twice, as after a lost answer, count once. */
export const addTransaction = (id: string, body: TransactionBody, key: string) =>
  unwrap(
    api.POST('/api/portfolio/{portfolio_id}/transactions', {
      params: { ...ofPortfolio(id), header: { 'Idempotency-Key': key } },
      body,
    }),
  )

export const ofTransaction = (id: string, transaction_id: string) => ({ path: { portfolio_id: id, transaction_id } })

export const changeTransaction = (id: string, transactionId: string, body: TransactionBody) =>
  unwrap(
    api.PATCH('/api/portfolio/{portfolio_id}/transactions/{transaction_id}', {
      params: ofTransaction(id, transactionId),
      body,
    }),
  )
export const deleteTransaction = (id: string, transactionId: string) =>
  unwrap(
    api.DELETE('/api/portfolio/{portfolio_id}/transactions/{transaction_id}', {
      params: ofTransaction(id, transactionId),
    }),
  )

/** A dry run: nothing is saved. */
export const tryImport = (id: string, file: File): Promise<DryRun> =>
  unwrap(
    api.POST('/api/portfolio/{portfolio_id}/imports', {
      params: { ...ofPortfolio(id), query: { filename: file.name } },
      headers: { 'Content-Type': 'text/csv' },
      body: file as unknown as string,
      bodySerializer: (body) => body as unknown as File,
    }),
  )
const ofImport = (id: string, import_id: string) => ({ path: { portfolio_id: id, import_id } })
/** A long one goes on after the answer. */
export const commitImport = (id: string, importId: string): Promise<Import> =>
  unwrap(api.POST('/api/portfolio/{portfolio_id}/imports/{import_id}/commit', { params: ofImport(id, importId) }))
/** How far an import is. */
export const readImport = (id: string, importId: string, signal: AbortSignal): Promise<Import> =>
  unwrap(api.GET('/api/portfolio/{portfolio_id}/imports/{import_id}', { params: ofImport(id, importId), signal }))
export const undoImport = (id: string, importId: string) =>
  unwrap(api.DELETE('/api/portfolio/{portfolio_id}/imports/{import_id}', { params: ofImport(id, importId) }))

/** A file of the server, with the session's token, which a link would not send. */
export async function fetchFile(path: string): Promise<Blob> {
  const answer = await withSession(new Request(path), (request) =>
    fetch(request, { signal: AbortSignal.timeout(60_000) }),
  )
  if (!answer.ok) throw ApiError.of(answer, (await answer.json().catch(() => undefined)) as undefined)
  return answer.blob()
}
