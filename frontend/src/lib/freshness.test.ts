import { describe, expect, test } from 'vitest'
import { freshness } from './freshness'

describe('freshness', () => {
  test.each([
    [5_000, {}, 'live'],
    [5_001, {}, 'ageing'],
    [15_000, {}, 'ageing'],
    [15_001, {}, 'stale'],
    [10, { stale: true }, 'stale'],
    [180_000, { quiet: true }, 'quiet'],
    [10, { quiet: true }, 'live'],
    [180_000, { quiet: true, stale: true }, 'stale'],
  ])('after %i ms, marked %o, is %s', (age, marks, state) => {
    const aged = { asOf: 1_000_000, stale: false, quiet: false, ...marks }
    expect(freshness(aged, 1_000_000 + age)).toBe(state)
  })

  test('without a time is unknown', () => {
    expect(freshness({ asOf: null, stale: false, quiet: false }, 0)).toBe('unknown')
  })
})
