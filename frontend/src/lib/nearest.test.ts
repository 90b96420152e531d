import { expect, test } from 'vitest'
import { nearest } from './nearest'

const COINS = [
  { name: 'Bitcoin', symbol: 'BTC' },
  { name: 'Stellar', symbol: 'XLM' },
]

test('a misspelt coin is found, an unlike word is not', () => {
  expect(nearest('stelar', COINS)?.symbol).toBe('XLM')
  expect(nearest('zzzzzz', COINS)).toBeNull()
})
