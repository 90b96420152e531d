import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Price } from '@/api/types'
import { useClock, useConnection } from '@/stream/connection'
import { setPrices } from '@/stream/tickers'
import { PricesAbove } from './PricesAbove'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const price = (given: Partial<Price>) =>
  setPrices([{ coin_id: 'bitcoin', as_of: new Date(NOW).toISOString(), stale: false, ...given } as Price])
const said = () => screen.queryByText('Prices above are live.') !== null

beforeEach(() => {
  useClock.setState({ now: NOW })
  useConnection.setState({ phase: 'live', mode: 'live' })
})
afterEach(cleanup)

test('prices are called live only while they are', () => {
  render(<PricesAbove coinId="bitcoin" />)
  expect(said()).toBe(false)
  act(() => price({}))
  expect(said()).toBe(true)
  act(() => useClock.setState({ now: NOW + 16_000 }))
  expect(said()).toBe(false)
})

test.each([
  ['offline', () => useConnection.setState({ phase: 'offline' })],
  ['reconnecting', () => useConnection.setState({ phase: 'reconnecting' })],
  ['simulated', () => useConnection.setState({ mode: 'simulated' })],
  ['stale', () => price({ stale: true })],
])('and not while they are %s', (_, change) => {
  price({})
  render(<PricesAbove coinId="bitcoin" />)
  expect(said()).toBe(true)
  act(change)
  expect(said()).toBe(false)
})
