import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coinsQuery } from '@/api/queries'
import { AnalyticsPage } from './AnalyticsPage'
import type { AnalyticsSearch } from './search'

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }) // prettier-ignore
  vi.stubGlobal('fetch', () => Promise.reject(new Error('away')))
  vi.stubGlobal('scrollTo', () => undefined)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** The page without a server. */
function open(search: AnalyticsSearch): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const routeTree = createRootRoute({ component: () => <AnalyticsPage search={search} onSearch={vi.fn()} /> })
  const router = createRouter({ routeTree, history: createMemoryHistory() })
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  )
  return client
}

test.each(['overview', 'correlation', 'volatility', 'exchanges'])(
  'while it is not known which coins there are, %s does not say that none is chosen',
  async (view) => {
    const client = open({ view })
    expect(await screen.findByText('Loading the coins')).toBeInTheDocument()
    expect(await screen.findByRole('alert')).toHaveTextContent('The coins could not be loaded')
    expect(screen.queryByText(/Choose|0 coins/)).not.toBeInTheDocument()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(client.isFetching(coinsQuery)).toBe(1)
  },
)

test('the screener needs no list of coins', async () => {
  open({ view: 'screener' })
  expect(await screen.findByRole('heading', { name: 'Screener' })).toBeInTheDocument()
})
