/** The sentiment of coins: fetched, then kept up by the stream. A message of the channel is a whole state. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { overviewQuery, sentimentQuery, type Overview, type Sentiment, type SentimentFigure } from '@/api/sentiment'
import { LIVE_WINDOW } from '@/lib/sentimentView'
import { useChannel } from './useStream'

/** As the REST answer, without what only that says. */
export type SentimentState = Omit<Sentiment, 'sources' | 'half_life_hours'>

/** A state in a message; null where it says only that nothing has been published yet. */
export function sentimentState(data: unknown): SentimentState | null {
  const state = data as SentimentState | { window: null } | null
  return state === null || state.window === null ? null : state
}

/** Follows a coin while the component is on the page; of no coin with null. */
export function useSentimentChannel(coinId: string | null, onState: (state: SentimentState) => void): void {
  useChannel(coinId === null ? null : `sentiment:${coinId}`, ({ data }) => {
    const state = sentimentState(data)
    if (state !== null) onState(state)
  })
}

/** One coin's, as its pages show it. What the stream does not say, such as the sources' shares, stays as it was. */
export function useSentiment(coinId: string, window: string = LIVE_WINDOW) {
  const client = useQueryClient()
  const query = sentimentQuery(coinId, window)
  useSentimentChannel(window === LIVE_WINDOW ? coinId : null, (state) => {
    client.setQueryData(query.queryKey, (known) => known && { ...known, ...state })
  })
  return useQuery(query)
}

const withFigure = (known: Overview, figure: SentimentFigure): Overview => ({
  ...known,
  coins: { ...known.coins, [figure.coin_id]: figure },
})

/** One coin's of all that are listed: a row is rendered again when its own changes. */
export function useListedSentiment(coinId: string): SentimentFigure | undefined {
  const client = useQueryClient()
  useSentimentChannel(coinId, (state) => {
    client.setQueryData(overviewQuery.queryKey, (known) => known && withFigure(known, state))
  })
  const select = useCallback(({ coins }: Overview) => coins[coinId], [coinId])
  // The strip above the table asks again from time to time, for all rows.
  return useQuery({ ...overviewQuery, refetchInterval: false, select }).data
}
