import { describe, expect, test } from 'vitest'
import { freshness } from './freshness'

describe('freshness', () => {
  test.each([
    [5_000, false, 'live'],
    [5_001, false, 'ageing'],
    [15_000, false, 'ageing'],
    [15_001, false, 'stale'],
    [10, true, 'stale'],
  ])('after %i ms, marked stale %s, is %s', (age, stale, state) => {
    expect(freshness(1_000_000, stale, 1_000_000 + age)).toBe(state)
  })

  test('without a time is unknown', () => {
    expect(freshness(null, false, 0)).toBe('unknown')
  })
})
