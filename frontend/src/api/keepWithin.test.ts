import { expect, test } from 'vitest'
import { keepWithin } from './keepWithin'

const before = { queryKey: ['seasonality', 'bitcoin', 'hour'] }

test('the former answer stands in only for one of the same subject', () => {
  expect(keepWithin(['seasonality', 'bitcoin'])('figures', before)).toBe('figures')
  expect(keepWithin(['seasonality', 'ethereum'])('figures', before)).toBeUndefined()
  expect(keepWithin(['seasonality', 'bitcoin'])('figures', undefined)).toBeUndefined()
})

test('subjects are compared by their values', () => {
  const pair = { queryKey: ['rolling', ['a', 'b'], '1h'] }
  expect(keepWithin(['rolling', ['a', 'b']])(1, pair)).toBe(1)
  expect(keepWithin(['rolling', ['b', 'a']])(1, pair)).toBeUndefined()
})
