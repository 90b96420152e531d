/** The requests for coins by any figure, and for the screens that an account has saved. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { KEY } from './portfolio'
import type { paths } from './schema.gen'
import type { Interval } from './types'

/** What a path answers: two services call theirs a screen. */
type AnswerOf<P extends '/api/analytics/screener' | '/api/portfolio/screens'> =
  paths[P]['get']['responses'][200]['content']['application/json']
export type Screen = AnswerOf<'/api/analytics/screener'>
export type ScreenedCoin = Screen['items'][number]
export type SavedScreen = AnswerOf<'/api/portfolio/screens'>['items'][number]

const EVERY_MS = 15_000

interface Question {
  /** `rsi:14<30,price>sma:200`; undefined: all coins. */
  where: string | undefined
  interval: Interval
  sort: string | undefined
  columns: string | undefined
}

export const screenQuery = (query: Question) =>
  queryOptions({
    queryKey: ['analytics', 'screener', query],
    queryFn: ({ signal }): Promise<Screen> => unwrap(api.GET('/api/analytics/screener', { params: { query }, signal })),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  })

export const savedScreensQuery = queryOptions({
  queryKey: [...KEY, 'screens'],
  queryFn: async ({ signal }): Promise<SavedScreen[]> =>
    (await unwrap(api.GET('/api/portfolio/screens', { signal }))).items,
})

export const createScreen = (body: Omit<SavedScreen, 'screen_id'>): Promise<SavedScreen> =>
  unwrap(api.POST('/api/portfolio/screens', { body }))
export const deleteScreen = (screen_id: string) =>
  unwrap(api.DELETE('/api/portfolio/screens/{screen_id}', { params: { path: { screen_id } } }))
