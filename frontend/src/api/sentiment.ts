/** The requests for what is said of coins. After the first answer the stream keeps scores and stories up. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { LIVE_WINDOW } from '@/lib/sentimentView'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Sentiment = Schemas['SentimentItem']
export type SentimentFigure = Schemas['SentimentFigure']
export type MarketSentiment = Schemas['MarketSentiment']
export type FearGreed = Schemas['FearGreed']
export type Explanation = Schemas['ExplainedSentiment']
export type ExplainedDocument = Schemas['ExplainedDocument']
export type TrendPoint = Schemas['TrendPoint']
export type Trend = Schemas['SentimentTrend']
export type PriceTest = Schemas['PriceTestItem']
export type Story = Schemas['StoryItem']
export type DocumentKind = Schemas['DocumentKind']
export type Label = Schemas['Label']
export type Topic = Schemas['TopicItem']
export type TopicList = Schemas['TopicList']
export type SourceStatus = Schemas['SourceItem']
export type Evaluation = Schemas['EvaluationTable']

const SECOND = 1000
const PAGE = 50

export const sentimentQuery = (coin_id: string, window: string = LIVE_WINDOW) =>
  queryOptions({
    queryKey: ['sentiment', coin_id, window],
    queryFn: async ({ signal }): Promise<Sentiment> =>
      (await unwrap(
        api.GET('/api/sentiment/{coin_id}', { params: { path: { coin_id }, query: { window } }, signal }),
      )) as Sentiment,
    refetchInterval: 30 * SECOND,
  })

/** The documents that a score is the weighted mean of, the heaviest first. */
export const explainQuery = (coin_id: string, window: string = LIVE_WINDOW) =>
  queryOptions({
    queryKey: ['sentiment', coin_id, window, 'explain'],
    queryFn: async ({ signal }): Promise<Explanation> => {
      const params = { path: { coin_id }, query: { window } }
      return (await unwrap(api.GET('/api/sentiment/{coin_id}/explain', { params, signal }))) as Explanation
    },
    refetchInterval: 60 * SECOND,
    placeholderData: keepPreviousData,
  })

export const trendQuery = (coin_id: string, interval: '1h' | '1d', start: string) =>
  queryOptions({
    queryKey: ['sentiment', coin_id, 'trend', interval, start],
    queryFn: async ({ signal }): Promise<Trend> => {
      const params = { path: { coin_id }, query: { interval, start } }
      return (await unwrap(api.GET('/api/sentiment/trend/{coin_id}', { params, signal }))) as Trend
    },
    refetchInterval: 60 * SECOND,
    placeholderData: keepPreviousData,
  })

export const priceTestQuery = (coin_id: string) =>
  queryOptions({
    queryKey: ['sentiment', coin_id, 'price-test'],
    queryFn: ({ signal }): Promise<PriceTest> =>
      unwrap(api.GET('/api/sentiment/trend/{coin_id}/price-test', { params: { path: { coin_id } }, signal })),
    staleTime: 300 * SECOND,
  })

/** Which stories; what is left out does not matter. */
export interface StoryFilter {
  kind?: DocumentKind | undefined
  coin?: string | undefined
  label?: Label | undefined
  source?: string | undefined
}

type Page = Schemas['StoryPage']

/** Not asked for again by itself: the stream brings what is new, and nothing is put above what is being read. */
export const storiesQuery = (kind: DocumentKind, { coin, label, source }: StoryFilter, start?: string) =>
  infiniteQueryOptions({
    queryKey: ['sentiment', 'stories', kind, coin, label, source, start],
    queryFn: ({ signal, pageParam: cursor }): Promise<Page> => {
      const query = { coin, label, source, start, cursor, limit: PAGE }
      return unwrap(api.GET(`/api/sentiment/${kind}`, { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 30 * SECOND,
    refetchOnWindowFocus: false,
  })

/** The coins' figures in short by coin, and those of the market as a whole. */
export interface Overview {
  market: MarketSentiment
  fearGreed: FearGreed | null
  coins: Partial<Record<string, SentimentFigure>>
}

export const overviewQuery = queryOptions({
  queryKey: ['sentiment', 'overview'],
  queryFn: async ({ signal }): Promise<Overview> => {
    const found = (await unwrap(api.GET('/api/sentiment/overview', { signal }))) as Schemas['SentimentOverview']
    const coins = Object.fromEntries(found.items.map((one) => [one.coin_id, one]))
    return { market: found.market, fearGreed: found.fear_greed, coins }
  },
  refetchInterval: 30 * SECOND,
})

export const compareQuery = (coins: readonly string[], window: string = LIVE_WINDOW) =>
  queryOptions({
    queryKey: ['sentiment', 'compare', coins, window],
    queryFn: async ({ signal }): Promise<Sentiment[]> => {
      const query = { coins: coins.join(','), window }
      return ((await unwrap(api.GET('/api/sentiment/compare', { params: { query }, signal }))) as Schemas['Comparison'])
        .items
    },
    enabled: coins.length > 0,
    refetchInterval: 30 * SECOND,
    placeholderData: keepPreviousData,
  })

/** Without a coin, of all that is said. */
export const topicsQuery = (coin: string | undefined, limit: number) =>
  queryOptions({
    queryKey: ['sentiment', 'topics', coin, limit],
    queryFn: ({ signal }): Promise<TopicList> =>
      unwrap(api.GET('/api/sentiment/topics', { params: { query: { coin, limit } }, signal })),
    refetchInterval: 120 * SECOND,
    placeholderData: keepPreviousData,
  })

export const sourcesQuery = queryOptions({
  queryKey: ['sentiment', 'sources'],
  queryFn: async ({ signal }): Promise<SourceStatus[]> =>
    (await unwrap(api.GET('/api/sentiment/sources', { signal }))).items,
  refetchInterval: 15 * SECOND,
})

export const evaluationQuery = queryOptions({
  queryKey: ['sentiment', 'evaluation'],
  queryFn: ({ signal }): Promise<Evaluation> => unwrap(api.GET('/api/sentiment/evaluation', { signal })),
  staleTime: Infinity,
})
