import { describe, expect, test } from 'vitest'
import type { CorrelationMatrix } from '@/api/analytics'
import { cellSentence, gridOf, placeAfter, shortText, strongestPair } from './matrix'

const matrix = {
  coins: ['a', 'b', 'c'],
  order: ['c', 'a', 'b'],
  values: [
    ['1', '0.5', '0.91'],
    ['0.5', '1', null],
    ['0.91', null, '1'],
  ],
  reasons: [],
  n: [
    [168, 168, 160],
    [168, 168, 3],
    [160, 3, 168],
  ],
  interval_95: [
    [null, ['0.4', '0.6'], ['0.88', '0.93']],
    [['0.4', '0.6'], null, null],
    [['0.88', '0.93'], null, null],
  ],
} as unknown as CorrelationMatrix

describe('the matrix', () => {
  const grid = gridOf(matrix)

  test('it stands in the order of its clusters', () => {
    expect(grid.coins).toEqual(['c', 'a', 'b'])
    expect(grid.cells[0]?.map(({ value }) => value)).toEqual(['1', '0.91', null])
    expect(grid.cells[1]?.[2]).toMatchObject({ value: '0.5', n: 168, low: '0.4', high: '0.6' })
  })

  test('the strongest pair is not a coin with itself', () => {
    expect(strongestPair(grid)).toEqual(['a', 'c'])
    expect(strongestPair({ coins: ['a'], cells: [[{ value: '1', n: 9, low: null, high: null, reason: null }]] })).toBe(
      null,
    )
  })

  test('a cell says its value, interval and n, or why it is unknown', () => {
    expect(cellSentence('A and C', grid.cells[0]![1]!)).toBe('A and C: 0.91, 95% interval 0.88 … 0.93, n = 160')
    expect(cellSentence('B and C', grid.cells[0]![2]!)).toBe('B and C: unknown, not enough common returns, n = 3')
  })
})

test('a correlation is written without its zero, a negative one with its sign', () => {
  expect(['0.834', '-0.12', '1', '0', '-1', '0.999'].map(shortText)).toEqual([
    ...['.83', '−.12', '1.00', '.00', '−1.00', '1.00'],
  ])
})

test('arrows move by one cell and stop at the edges', () => {
  expect(placeAfter({ row: 0, column: 1 }, 'ArrowUp', 3, false)).toEqual({ row: 0, column: 1 })
  expect(placeAfter({ row: 0, column: 1 }, 'ArrowRight', 3, false)).toEqual({ row: 0, column: 2 })
  expect(placeAfter({ row: 2, column: 1 }, 'Home', 3, true)).toEqual({ row: 0, column: 0 })
  expect(placeAfter({ row: 2, column: 1 }, 'End', 3, false)).toEqual({ row: 2, column: 2 })
  expect(placeAfter({ row: 2, column: 1 }, 'x', 3, false)).toBeUndefined()
})
