import { describe, expect, test } from 'vitest'
import type { Trade } from '@/api/types'
import { limitOf, ownLimit, settingOf, sumsOf, valueUsd } from './largeTrades'

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
    ...{ buys: 60, sells: 10, buyCount: 2, sellCount: 2 },
  })
})
