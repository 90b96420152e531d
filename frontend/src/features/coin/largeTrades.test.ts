import { describe, expect, test } from 'vitest'
import type { Trade } from '@/api/types'
import { largeOf, limitOf, MOST_SUMMED, nothingText, ownLimit, settingOf, sumsOf, valueUsd } from './largeTrades'

const trade = (price: number, side: 'buy' | 'sell' = 'buy', quote_usd: string | null = '1'): Trade => ({
  ...{ instrument_id: 'BTC-USDT.BINANCE', venue: 'binance', trade_id: String(price), price: String(price), size: '2' },
  ...{ side, timestamp: '2026-11-22T10:00:00Z', received_at: '2026-11-22T10:00:00Z', backfilled: false, quote_usd },
})

test('a trade is worth its price times its size in US dollars, or nobody knows', () => {
  expect(valueUsd(trade(100, 'buy', '0.5'))).toBe(100)
  expect(valueUsd(trade(100, 'buy', null))).toBeNull()
})

describe('the limit of large trades', () => {
  test('is what a twentieth of the coin’s own trades exceed, to two digits', () => {
    const trades = Array.from({ length: 100 }, (_, index) => trade(index + 1))
    expect(ownLimit(trades)).toBe(190)
  })

  test('is not known of a few trades, nor of trades without a rate', () => {
    expect(ownLimit(Array.from({ length: 19 }, () => trade(5)))).toBeNull()
    expect(ownLimit(Array.from({ length: 50 }, () => trade(5, 'buy', null)))).toBeNull()
  })

  test('can be set in whole dollars, and back', () => {
    expect(['$250,000', '100 000', '', 'x', '0', '1.5'].map(settingOf)).toEqual([
      ...['250000', '100000', 'auto', undefined, undefined, undefined],
    ])
    expect([limitOf('250000'), limitOf('auto'), limitOf('nonsense')]).toEqual([250_000, null, null])
  })
})

test('buys and sells are summed apart', () => {
  expect(sumsOf([trade(10), trade(20), trade(5, 'sell'), trade(7, 'sell', null)])).toEqual({
    ...{ buys: 60, sells: 10, buyCount: 2, sellCount: 1 },
  })
})

const at = (second: number, price: number, rate: string | null = '1'): Trade => ({
  ...trade(price, 'buy', rate),
  ...{ trade_id: String(second), timestamp: new Date(second * 1000).toISOString() },
})

describe('the sums of large trades', () => {
  test('are of all of them since the oldest trade that was looked at, however many are listed', () => {
    const recent = Array.from({ length: 1000 }, (_, index) => at(1000 - index, 10))
    const { large, summed, since, unpriced } = largeOf(recent, recent, 20)
    expect([large.length, summed.length, since, unpriced]).toEqual([1000, 1000, at(1, 1).timestamp, 0])
  })

  test('leave out what came before a hole, which stays in the list', () => {
    const recent = [at(900, 10), at(800, 10)]
    const { large, summed, since } = largeOf([...recent, at(100, 10)], recent, 20)
    expect([large.length, summed.length, since]).toEqual([3, 2, at(800, 1).timestamp])
  })

  test('reach back to the last one that is kept when there are more', () => {
    const kept = Array.from({ length: MOST_SUMMED }, (_, index) => at(9000 - index, 10))
    expect(largeOf(kept, [at(9000, 10), at(1, 10)], 20).since).toBe(kept.at(-1)?.timestamp)
  })

  test('count the trades of which nobody knows the worth', () => {
    const recent = [at(3, 10), at(2, 10, null), at(1, 10, null)]
    expect(largeOf(recent, recent, 20)).toMatchObject({ summed: [recent[0]], unpriced: 2 })
    expect(largeOf([], [], null)).toEqual({ large: [], summed: [], since: null, unpriced: 0 })
  })
})

test('an empty list says of how many trades, and of which nobody knows', () => {
  expect(nothingText(100_000, 640, 0)).toContain('None of the last 640 trades is known to be worth $100,000 or more.')
  expect(nothingText(100_000, 1000, 1)).toContain('Left out: 1 trade without a USD rate.')
  expect(nothingText(null, 12, 1200)).toMatch(/too few trades.*Left out: 1,200 trades without a USD rate/)
})
