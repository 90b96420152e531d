import { expect, test } from 'vitest'
import type { Sentiment } from '@/api/sentiment'
import type { Coin } from '@/api/types'
import { byScore, comparedCoins } from './compared'

const COINS = Array.from({ length: 30 }, (_, index) => ({ coin_id: `c${index}` }) as Coin)

test('the largest coins are compared unless others are asked for', () => {
  expect(comparedCoins(COINS, [])).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'])
  expect(comparedCoins(COINS, ['c20', 'c1'])).toEqual(['c20', 'c1'])
  expect(comparedCoins([], [])).toEqual([])
})

test('no more are compared than the service answers', () => {
  const asked = COINS.map(({ coin_id }) => coin_id)
  expect(comparedCoins(COINS, asked)).toHaveLength(20)
})

test('the highest score is first, what has none is last', () => {
  const row = (coin_id: string, score: string | null) => ({ coin_id, score, stories: 9 }) as Sentiment
  const rows = [row('a', null), row('b', '-0.2'), row('c', '0.4'), row('d', null)]
  expect(byScore(rows).map(({ coin_id }) => coin_id)).toEqual(['c', 'b', 'a', 'd'])
})
