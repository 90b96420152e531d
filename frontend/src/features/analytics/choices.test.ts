import { expect, test } from 'vitest'
import type { Coin } from '@/api/types'
import {
  chosenCoins,
  chosenPair,
  comparedCoins,
  sampleLabel,
  sampleOf,
  sampleOptions,
  unknownCoins,
  withPair,
} from './choices'

const coins = ['bitcoin', 'ethereum', 'cardano'].map((coin_id) => ({
  coin_id,
  symbol: coin_id.slice(0, 3).toUpperCase(),
})) as Coin[]

test('without a choice they are the largest', () => {
  expect(chosenCoins(coins, [], 2)).toEqual(['bitcoin', 'ethereum'])
})

test('a link names coins by id or symbol, and what no coin is called is said', () => {
  expect(chosenCoins(coins, ['eth', 'cardano', 'ETH', 'xyz'])).toEqual(['ethereum', 'cardano'])
  expect(unknownCoins(coins, ['eth', 'xyz'])).toEqual(['xyz'])
  expect(unknownCoins([], ['xyz'])).toEqual([])
  expect(chosenCoins(coins, ['xyz'], 1)).toEqual(['bitcoin'])
})

test('no more are compared than lines can be told apart', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ coin_id: `coin-${index}`, symbol: '' })) as Coin[]
  expect(
    comparedCoins(
      many,
      many.map(({ coin_id: id }) => id),
    ),
  ).toHaveLength(8)
})

test('a sample that is not in the list is offered as well', () => {
  expect(sampleLabel({ interval: '1h', period: 168 })).toBe('7 d of 1 h returns')
  expect(sampleOptions({ interval: '4h', period: 50 }).at(-1)).toEqual({ value: '4h:50', label: '50 returns of 4h' })
  expect(sampleOptions({ interval: '1h', period: 168 })).toHaveLength(5)
  expect(sampleOf('1d:365')).toEqual({ interval: '1d', period: 365 })
})

test('a pair is named by id or symbol in any case, and is in the matrix whatever the choice', () => {
  expect(chosenPair(coins, ['CAR', 'bitcoin'])).toEqual(['cardano', 'bitcoin'])
  expect(chosenPair(coins, ['car', 'cardano'])).toBeNull()
  expect(chosenPair(coins, ['car', 'xyz'])).toBeNull()
  expect(chosenPair(coins, null)).toBeNull()
  expect(withPair(['bitcoin', 'ethereum'], ['cardano', 'bitcoin'])).toEqual(['ethereum', 'cardano', 'bitcoin'])
  expect(withPair(['bitcoin', 'ethereum'], ['ethereum', 'bitcoin'])).toEqual(['bitcoin', 'ethereum'])
  const many = Array.from({ length: 40 }, (_, index) => `coin-${index}`)
  expect(withPair(many, ['coin-39', 'x'])).toHaveLength(40)
  expect(withPair(many, ['coin-39', 'x'])).toEqual(expect.arrayContaining(['coin-39', 'x']))
})
