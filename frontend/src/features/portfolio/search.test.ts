import { expect, test } from 'vitest'
import { checkPortfolioSearch, readPortfolioSearch, startOf } from './search'

test('defaults stay out of the URL', () => {
  expect(checkPortfolioSearch({ view: 'overview', range: 'All', lots: '', id: 'x' })).toEqual({ id: 'x' })
})

test('what a link asks for in vain is said', () => {
  const { view, range, misfits } = readPortfolioSearch({ view: 'sales', range: '9Y' })
  expect([view, range]).toEqual(['overview', 'All'])
  expect(misfits.map(({ names }) => names)).toEqual([['view'], ['range']])
})

test('a range begins with a day', () => {
  const now = new Date('2026-05-15T17:30:00Z')
  expect(startOf('All', now)).toBeUndefined()
  expect(startOf('1M', now)).toBe('2026-04-15T00:00:00.000Z')
  expect(startOf('3M', now)).toBe('2026-02-15T00:00:00.000Z')
  expect(startOf('1Y', now)).toBe('2025-05-15T00:00:00.000Z')
  expect(startOf('YTD', now)).toBe('2026-01-01T00:00:00.000Z')
})
