import { expect, test } from 'vitest'
import { findCoin } from './coins'

const COINS = [
  { coin_id: 'bitcoin', symbol: 'BTC' },
  { coin_id: 'btc', symbol: 'OTHER' },
]

test('a coin is found by its id, and only then by its symbol', () => {
  expect(findCoin(COINS, 'btc')?.symbol).toBe('OTHER')
  expect(findCoin(COINS.slice(0, 1), 'BTC')?.coin_id).toBe('bitcoin')
  expect(findCoin(COINS, 'doge')).toBeUndefined()
})
