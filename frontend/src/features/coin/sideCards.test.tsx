import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { regimeQuery } from '@/api/analytics'
import { newestIndicatorsQuery } from '@/api/indicators'
import { coinsQuery, correlationQuery } from '@/api/queries'
import { useClock } from '@/stream/connection'
import { MovesWithCard } from './MovesWithCard'
import { oldest } from './moves'
import { regimeText, riskFigures } from './risk'
import { VolatilityCard } from './VolatilityCard'

const facts = { as_of: '2026-11-30T05:00:00Z', stale: true, reason: 'venue_stale' }
const COINS = ['bitcoin', 'cardano', 'litecoin'].map((coin_id) => ({ coin_id, name: coin_id, symbol: coin_id }))
const SPECS = riskFigures('cardano')
  .map(({ spec }) => spec)
  .join(',')
let client: QueryClient

beforeEach(() => {
  useClock.setState({ now: Date.parse('2026-11-30T08:00:00Z') })
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ detail: 'Nothing answered.' }, { status: 400 })))
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.setQueryData(coinsQuery.queryKey, COINS as never)
})
afterEach(cleanup)

async function show(card: React.ReactNode) {
  const routeTree = createRootRoute({ component: () => card })
  const router = createRouter({ routeTree, history: createMemoryHistory() })
  await router.load()
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
}

test('volatility and risk say how old they are, and that they are stale', async () => {
  const row = { open_time: facts.as_of, status: 'complete', values: {}, n: {}, reasons: {} }
  client.setQueryData(newestIndicatorsQuery('cardano', '1h', SPECS).queryKey, { ...facts, items: [row] } as never)
  client.setQueryData(regimeQuery('cardano').queryKey, { ...facts, regime: null, n: 3 } as never)
  await show(<VolatilityCard coinId="cardano" />)
  expect(screen.getByTestId('provenance')).toHaveTextContent('stale, as of 3 h ago · no recent trade')
})

test('a stale regime says so', () => {
  const regime = { ...facts, regime: 'calm', percentile: '12', n: 9, history_start: null, history_end: null }
  expect(regimeText(regime as never).from).toBe('12th percentile n = 9, stale')
})

test('a coin that moves with this one leads to the pair, and all of them to the comparison', async () => {
  for (const [other, value] of [
    ['bitcoin', '0.83'],
    ['litecoin', '0.9'],
  ] as const)
    // prettier-ignore
    client.setQueryData(correlationQuery('cardano', other).queryKey, { ...facts, value, n: 163 } as never)
  await show(<MovesWithCard coinId="cardano" />)
  const [first, second, compare] = screen
    .getAllByRole('link')
    .map((link) => decodeURIComponent(link.getAttribute('href')!))
  expect(first).toBe('/analytics?view=correlation&coins=cardano,litecoin&pair=cardano:litecoin')
  expect(second).toContain('pair=cardano:bitcoin')
  expect(compare).toBe('/analytics?view=compare&coins=cardano,litecoin,bitcoin')
  expect(screen.getByTestId('provenance')).toHaveTextContent('stale, as of 3 h ago')
})

test('correlations that cannot be read are no empty card', async () => {
  await show(<MovesWithCard coinId="cardano" />)
  expect(await screen.findByRole('alert')).toHaveTextContent('The correlations could not be loaded')
})

test('figures together are as old as the oldest, and stale if one is', () => {
  const fresh = { as_of: '2026-11-30T07:00:00Z', stale: false, reason: null }
  expect(oldest([fresh, facts as never])).toEqual(facts)
  expect(oldest([{ ...fresh, as_of: null }])).toBeNull()
})
