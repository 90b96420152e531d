import { expect, test } from 'vitest'
import { checkPortfolioSearch, readPortfolioSearch, startOf } from './search'

const BENCHMARKS = ['bitcoin', 'other'].map((value) => ({ value, label: value, note: '' }))

test('defaults stay out of the URL', () => {
  const raw = { view: 'overview', range: 'All', chart: 'return', lots: '', bench: 'bitcoin', id: 'x' }
  expect(checkPortfolioSearch(raw)).toEqual({ id: 'x' })
})

test('what a link asks for in vain is said', () => {
  const asked = { view: 'sales', range: '9Y', chart: 'pie', bench: 'x' }
  const { view, range, chart, bench, misfits } = readPortfolioSearch(asked, BENCHMARKS)
  expect([view, range, chart, bench]).toEqual(['overview', 'All', 'return', 'bitcoin'])
  expect(misfits.map(({ names }) => names)).toEqual([['bench'], ['view'], ['range'], ['chart']])
})

test('a link may compare with another portfolio', () => {
  const { bench, misfits } = readPortfolioSearch({ bench: 'other' }, BENCHMARKS)
  expect([bench, misfits]).toEqual(['other', []])
})

test('a range begins with a day', () => {
  const now = new Date('2026-05-15T17:30:00Z')
  expect(startOf('All', now)).toBeUndefined()
  expect(startOf('1M', now)).toBe('2026-04-15T00:00:00.000Z')
  expect(startOf('3M', now)).toBe('2026-02-15T00:00:00.000Z')
  expect(startOf('1Y', now)).toBe('2025-05-15T00:00:00.000Z')
  expect(startOf('YTD', now)).toBe('2026-01-01T00:00:00.000Z')
})
