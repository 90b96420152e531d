import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { recentTradesQuery } from '@/api/queries'
import type { Trade } from '@/api/types'
import { usePreferences } from '@/lib/preferences'
import { LargeTrades } from './LargeTrades'

const START = Date.parse('2026-11-22T10:00:00Z')

const trade = (id: number, size: string): Trade => ({
  ...{ instrument_id: 'BTC-USDT.BINANCE', venue: 'binance', trade_id: String(id), price: '100', size, side: 'buy' },
  ...{ timestamp: new Date(START + id * 1000).toISOString(), received_at: new Date(START).toISOString() },
  ...{ backfilled: false, quote_usd: id % 100 === 0 ? null : '1' },
})

const TRADES = Array.from({ length: 1000 }, (_, index) => trade(1000 - index, index < 500 ? '2' : '1'))

beforeEach(() => {
  usePreferences.setState({ large_trades: '200' })
  vi.stubGlobal('fetch', () =>
    Promise.resolve(Response.json({ items: TRADES, next: null }, { headers: { 'content-type': 'application/json' } })),
  )
})
afterEach(cleanup)

function open() {
  const client = new QueryClient()
  client.setQueryData(recentTradesQuery('bitcoin').queryKey, TRADES)
  render(
    <QueryClientProvider client={client}>
      <LargeTrades coinId="bitcoin" decimals={2} choice={null} />
    </QueryClientProvider>,
  )
}

test('the sums are of all large trades, not only of those that are listed', () => {
  open()
  expect(screen.getAllByRole('row')).toHaveLength(201)
  expect(screen.getByTestId('sums')).toHaveTextContent('Buys $99,000 (495)')
  expect(screen.getByTestId('sums')).toHaveTextContent('10 trades without a USD rate left out')
  expect(screen.getByText('the newest 200 are listed')).toBeInTheDocument()
})

test('a limit that is entered keeps the focus, and is written as a number', () => {
  open()
  const input = screen.getByRole('textbox')
  input.focus()
  fireEvent.change(input, { target: { value: '1000000' } })
  fireEvent.keyDown(input, { key: 'Enter' })
  expect(usePreferences.getState().large_trades).toBe('1000000')
  expect(document.activeElement).toBe(input)
  expect(input).toHaveValue('1,000,000')
  expect(screen.getByText(/None of the last 1,000 trades is known to be worth \$1.* Left out: 10 trades/)).toBeVisible()
})
