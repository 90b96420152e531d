import { QueryClient } from '@tanstack/react-query'
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coinsQuery } from '@/api/queries'
import { showPart } from '@/testing/showPart'
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
async function open(search: AnalyticsSearch): Promise<QueryClient> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await showPart(client, <AnalyticsPage search={search} onSearch={vi.fn()} />)
  return client
}

test.each(['overview', 'correlation', 'volatility', 'exchanges'])(
  'while it is not known which coins there are, %s does not say that none is chosen',
  async (view) => {
    const client = await open({ view })
    expect(await screen.findByText('Loading the coins')).toBeInTheDocument()
    expect(await screen.findByRole('alert')).toHaveTextContent('The coins could not be loaded')
    expect(screen.queryByText(/Choose|0 coins/)).not.toBeInTheDocument()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(client.isFetching(coinsQuery)).toBe(1)
  },
)

test('the screener needs no list of coins', async () => {
  await open({ view: 'screener' })
  expect(await screen.findByRole('heading', { name: 'Screener' })).toBeInTheDocument()
})
