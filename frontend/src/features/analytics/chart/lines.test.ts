import { describe, expect, test } from 'vitest'
import { lookOf, onGrid, rowShown, rowsOf, runsOf, sentenceOf, worst, type Line, type LinePoint } from './lines'

const line = (name: string, points: LinePoint[]): Line => ({ id: name, name, ...lookOf(0), points })
const at = (time: number, value: number | null, status: LinePoint['status'] = 'complete') => ({ time, value, status })

describe('lines on one grid', () => {
  const lines = [
    line('A', [at(1, 100), at(2, 101), at(4, 99, 'partial')]),
    line('B', [at(1, 100), at(3, 98, 'backfilled'), at(4, 97)]),
  ]

  test('a time that a line does not have is a hole in it', () => {
    expect(onGrid(lines[0]!.points, [1, 2, 3, 4]).map(({ value }) => value)).toEqual([100, 101, null, 99])
  })

  test('a row has a value of each line and the worst status of what it has', () => {
    expect(rowsOf(lines)).toEqual([
      { time: 1, values: [100, 100], status: 'complete' },
      { time: 2, values: [101, null], status: 'complete' },
      { time: 3, values: [null, 98], status: 'backfilled' },
      { time: 4, values: [99, 97], status: 'partial' },
    ])
  })

  test('the newest row is shown until the crosshair is elsewhere', () => {
    expect(rowShown(rowsOf(lines), null)?.time).toBe(4)
    expect(rowShown(rowsOf(lines), 1)?.time).toBe(2)
    expect(rowShown([], null)).toBeUndefined()
  })

  test('the sentence says where each line ends', () => {
    expect(sentenceOf(lines, (value) => value.toFixed(1))).toContain('A 99.0, B 97.0')
    expect(sentenceOf([line('C', [])], String)).toContain('C unknown')
  })
})

test('the worst status counts, and what is not known does not', () => {
  expect(worst(['complete', 'partial', 'backfilled'])).toBe('partial')
  expect(worst(['complete', null, undefined])).toBe('complete')
  expect(worst([null])).toBeNull()
})

test('neighbours of one status are one run of the rail', () => {
  const row = (value: number | null, status: LinePoint['status']) => ({ values: [value], status: status ?? null })
  expect(runsOf([row(1, 'complete'), row(2, 'complete'), row(null, null), row(3, 'partial')])).toEqual([
    { from: 0, to: 1, status: 'complete' },
    { from: 2, to: 2, status: null },
    { from: 3, to: 3, status: 'partial' },
  ])
})

test('no two of the first ten lines look the same', () => {
  const looks = Array.from({ length: 10 }, (_, index) => lookOf(index)).map((look) => JSON.stringify(look))
  expect(new Set(looks).size).toBe(10)
})
