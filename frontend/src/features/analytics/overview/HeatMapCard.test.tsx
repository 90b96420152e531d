import { QueryClient } from '@tanstack/react-query'
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { showPart } from '@/testing/showPart'
import { HeatMapCard } from './HeatMapCard'

const coin = (coin_id: string, stale: boolean) =>
  ({
    coin_id,
    name: coin_id,
    symbol: coin_id,
    volume_24h: '100',
    change_24h_percent: '1.5',
    stale,
    volume_as_of: null,
    volume_stale: [] as string[],
    volume_missing: [] as string[],
    sparkline: null,
    price: '1',
  }) as Coin

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }) // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('a stale coin is marked on the map, in the table and under both', async () => {
  const coins = [coin('fresh', false), coin('old', true)]
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(coinsQuery.queryKey, coins)
  await showPart(client, <HeatMapCard coins={coins} />)
  expect(screen.getByRole('link', { name: 'old, +1.50%, volume $100.00, stale' })).toHaveClass('is-stale')
  expect(screen.getByRole('link', { name: 'fresh, +1.50%, volume $100.00' })).not.toHaveClass('is-stale')
  expect(screen.getByText('One coin is stale, with a dashed edge: no recent price.')).toBeInTheDocument()
  fireEvent.click(screen.getByRole('button', { name: /table/i }))
  expect(screen.getByRole('row', { name: /old/ })).toHaveTextContent('stale')
  expect(screen.getByRole('row', { name: /fresh/ })).not.toHaveTextContent('stale')
})
