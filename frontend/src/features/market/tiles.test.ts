import { expect, test } from 'vitest'
import { strengthOf, weighted } from './tiles'

test('coins are sized by volume; small and unknown ones keep room for their words', () => {
  const coins = [
    { coin_id: 'small', volume_24h: '1' },
    { coin_id: 'large', volume_24h: '999' },
    { coin_id: 'unknown', volume_24h: null },
  ]
  expect(weighted(coins).map(({ coin, weight }) => [coin.coin_id, weight])).toEqual([
    ['large', 999],
    ['small', 9],
    ['unknown', 9],
  ])
})

test('a colour has one of four strengths, whatever the direction', () => {
  expect(['0.2', '-0.7', '3', '-12'].map(strengthOf)).toEqual([0, 1, 2, 3])
})
