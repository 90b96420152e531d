/** What the tables of exchanges show when an exchange, or the service, falls silent. */
import { QueryClient } from '@tanstack/react-query'
import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Names } from '@/api/coinNames'
import { pricesQuery, spreadsQuery, type Spreads } from '@/api/exchanges'
import type { Price } from '@/api/types'
import { useClock } from '@/stream/connection'
import { showPart } from '@/testing/showPart'
import { readAnalyticsSearch } from '../search'
import { OpportunitiesCard } from './OpportunitiesCard'
import { PairsCard } from './PairsCard'
import { leg, spread } from './spreads.fixture'
import { SpreadsCard } from './SpreadsCard'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const AT = new Date(NOW).toISOString()
const names: Names = { coin: () => undefined, name: (id) => id, symbol: (id) => id.toUpperCase() }

let client: QueryClient
beforeEach(() => {
  useClock.setState({ now: NOW })
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }) // prettier-ignore
  vi.stubGlobal('fetch', () => Promise.reject(new Error('away')))
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function showPairs() {
  const quoted_at = AT
  const items = [spread({ buy_leg: leg('binance', { quoted_at }), sell_leg: leg('kraken', { quoted_at }) })]
  const answer = { coin_id: 'btc', age_limit_ms: 5_000, as_of: AT, reason: null, items } as unknown as Spreads
  client.setQueryData(spreadsQuery('btc', undefined).queryKey, answer)
  await showPart(client, <PairsCard coin="btc" choice={readAnalyticsSearch({})} names={names} />)
}

test('a net is unknown, and no size is offered, once a quote is older than the limit', async () => {
  await showPairs()
  expect(screen.getByText('+80.0')).toHaveClass('up')
  act(() => useClock.setState({ now: NOW + 5_001 }))
  expect(screen.queryByText('+80.0')).not.toBeInTheDocument()
  expect(screen.getByText('unknown')).toHaveClass('stale')
  expect(screen.getByTitle('No size without a net')).toBeInTheDocument()
})

test('spreads that could not be renewed stay, with an alert', async () => {
  await showPairs()
  await act(() => client.refetchQueries({ queryKey: ['spreads'] }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Stale: the spreads could not be renewed.')
  expect(screen.getByText('+80.0')).toBeInTheDocument()
})

async function showMids(reasons: Record<'binance' | 'coinbase' | 'kraken', string | null>) {
  const venues = Object.entries(reasons).map(([venue, reason], index) => ({
    ...{ venue, reason, bid_price: String(99 + index), ask_price: String(101 + index), quote_usd: '1', as_of: AT },
  }))
  client.setQueryData(pricesQuery.queryKey, [{ coin_id: 'btc', venues } as unknown as Price])
  await showPart(client, <SpreadsCard coins={['btc']} names={names} />)
  return screen.getAllByRole('cell').map(({ textContent }) => textContent)
}

test('the others are measured against the first exchange while it is not silent', async () => {
  expect(await showMids({ binance: null, coinbase: null, kraken: 'venue_stale' })).toEqual([
    '100.00',
    '+100.0 bp',
    'stale',
  ])
})

test('a silent first exchange is stale, and nothing is measured against it', async () => {
  const shown = await showMids({ binance: 'venue_stale', coinbase: null, kraken: 'venue_stale' })
  expect(shown[0]).toBe('stale')
  expect(shown[1]).toContain('unknown: Binance is silent')
  expect(shown[2]).toBe('stale')
})

test('how far back the opportunities go can be chosen', async () => {
  const onSearch = vi.fn()
  await showPart(client, <OpportunitiesCard choice={readAnalyticsSearch({ range: '7D' })} {...{ names, onSearch }} />)
  expect(screen.getByRole('button', { name: '7D' })).toHaveAttribute('aria-pressed', 'true')
  fireEvent.click(screen.getByRole('button', { name: '1M' }))
  expect(onSearch).toHaveBeenCalledWith({ range: '1M' }, true)
})
