import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook } from '@testing-library/react'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { overviewQuery, sentimentQuery, type Sentiment, type SentimentFigure } from '@/api/sentiment'
import { stream } from './stream'
import { sentimentState, useListedSentiment, useSentiment } from './useSentiment'

/** The test plays the server. */
class FakeSocket {
  static readonly OPEN = 1
  static newest: FakeSocket
  readyState = 1
  onmessage: ((event: { data: string }) => void) | null = null
  onclose = null

  constructor() {
    FakeSocket.newest = this
  }

  send(): void {}

  close(): void {}
}

beforeAll(() => {
  vi.stubGlobal('WebSocket', FakeSocket)
  stream.open()
})
afterAll(() => {
  stream.close()
  vi.unstubAllGlobals()
})

function say(channel: string, data: unknown): void {
  const message = { type: 'update', sent_at: new Date().toISOString(), messages: [{ channel, seq: 1, data }] }
  act(() => FakeSocket.newest.onmessage?.({ data: JSON.stringify(message) }))
}

const SENTIMENT = { coin_id: 'bitcoin', window: '24h', score: '0.1', sources: [{ source: 'coindesk' }] } as Sentiment

function clientWith(): { client: QueryClient; wrapper: React.FC<React.PropsWithChildren> } {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.setQueryData(sentimentQuery('bitcoin').queryKey, SENTIMENT)
  const figure = (coin_id: string) => ({ coin_id, score: '0.1' }) as SentimentFigure
  const coins = { bitcoin: figure('bitcoin'), cardano: figure('cardano') }
  client.setQueryData(overviewQuery.queryKey, { market: {} as never, fearGreed: null, coins })
  const wrapper = ({ children }: React.PropsWithChildren) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return { client, wrapper }
}

test('a score follows the stream, and keeps what only the answer says', async () => {
  const { wrapper } = clientWith()
  const { result } = renderHook(() => useSentiment('bitcoin'), { wrapper })
  say('sentiment:bitcoin', { coin_id: 'bitcoin', window: '24h', score: '-0.4' })
  await vi.waitFor(() => expect(result.current.data?.score).toBe('-0.4'))
  expect(result.current.data?.sources).toEqual([{ source: 'coindesk' }])
})

test('that nothing has been published yet takes nothing away', () => {
  const { client, wrapper } = clientWith()
  renderHook(() => useSentiment('bitcoin'), { wrapper })
  say('sentiment:bitcoin', { coin_id: 'bitcoin', window: null, score: null, model: null, reason: 'no_data' })
  expect(client.getQueryData(sentimentQuery('bitcoin').queryKey)?.score).toBe('0.1')
  expect([sentimentState(null), sentimentState({ window: null })]).toEqual([null, null])
})

test('a score of another window than that of the stream stays as it was answered', () => {
  const { client, wrapper } = clientWith()
  client.setQueryData(sentimentQuery('bitcoin', '168h').queryKey, { ...SENTIMENT, window: '168h' })
  renderHook(() => useSentiment('bitcoin', '168h'), { wrapper })
  say('sentiment:bitcoin', { coin_id: 'bitcoin', window: '24h', score: '-0.4' })
  expect(client.getQueryData(sentimentQuery('bitcoin', '168h').queryKey)?.score).toBe('0.1')
})

test('a row has the score of its own coin', async () => {
  const { wrapper, client } = clientWith()
  const { result } = renderHook(() => useListedSentiment('cardano'), { wrapper })
  say('sentiment:cardano', { coin_id: 'cardano', window: '24h', score: '0.3' })
  await vi.waitFor(() => expect(result.current?.score).toBe('0.3'))
  expect(client.getQueryData(overviewQuery.queryKey)?.coins.bitcoin?.score).toBe('0.1')
})
