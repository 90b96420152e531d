import { expect, test } from 'vitest'
import type { Comparison } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { contentOf, linesOf, withoutValues } from './compared'

const names: Names = { coin: () => undefined, name: (id) => id, symbol: (id) => id.toUpperCase() }
const found = {
  times: [1, 2, 3].map((hour) => new Date(hour * 3_600_000).toISOString()),
  items: [
    { coin_id: 'b', values: [null, null, null], status: null },
    { coin_id: 'a', values: ['100', '107.4', null], status: 'partial' },
  ],
} as unknown as Comparison

test('a line a coin, in the order of the choice', () => {
  const lines = linesOf(found, ['a', 'b', 'unknown'], names, 'index')
  expect(lines.map(({ name }) => name)).toEqual(['A', 'B'])
  expect(lines[0]?.points.map(({ value }) => value)).toEqual([100, 107.4, null])
  expect(withoutValues(lines).map(({ id }) => id)).toEqual(['b'])
})

test('in per cent the line is the change since the start', () => {
  const lines = linesOf(found, ['a'], names, 'percent')
  expect(lines[0]?.points.map(({ value, text }) => [value, text])).toEqual([
    [0, '0'],
    [7.4, '7.4'],
    [null, null],
  ])
  expect(contentOf(lines, 'percent').format(7.25)).toBe('+7.3%')
})

test('the level is the start, and a logarithm is only another scale', () => {
  const lines = linesOf(found, ['a'], names, 'log')
  expect(contentOf(lines, 'log')).toMatchObject({ level: 100, log: true })
  expect(contentOf(lines, 'percent')).toMatchObject({ level: 0, log: false })
  expect(contentOf(lines, 'index').format(107.25)).toBe('107.3')
})

test('what the service calls partial is not shown as complete', () => {
  const [line] = linesOf(found, ['a'], names, 'index')
  expect(line?.points.map(({ status }) => status)).toEqual(['partial', 'partial', null])
})
