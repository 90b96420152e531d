import { expect, test } from 'vitest'
import type { History } from '@/api/portfolio'
import { gapsOf, isDrawn } from './history'

const history = {
  items: [[], ['XEM'], ['XEM', 'bitcoin']].map((missing) => ({ value: '1', missing })),
  excluded: [{ coin_id: 'XEM', reason: 'no_price' }],
} as unknown as History

test('what no exchange lists hides no day, what lacks a price does', () => {
  expect(history.items.map((point) => isDrawn(history, point))).toEqual([true, true, false])
  expect(gapsOf(history)).toEqual({ days: 1, coins: ['bitcoin'] })
})
