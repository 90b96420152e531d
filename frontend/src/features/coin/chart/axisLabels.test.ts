import { expect, test } from 'vitest'
import { placeNames } from './axisLabels'

const place = (ys: number[], taken: { top: number; bottom: number } | null) =>
  placeNames(
    ys.map((y) => ({ name: String(y), y })),
    taken,
  ).map(({ y }) => y)

test('names that have room stay at the end of their lines', () => {
  expect(place([10, 200], { top: 91, bottom: 125 })).toEqual([10, 200])
})

test('names keep clear of the last price and its countdown, and of one another', () => {
  expect(place([100, 99, 112, 113], { top: 91, bottom: 125 })).toEqual([64, 82, 134, 152])
})

test('without a last price the lower one moves', () => {
  expect(place([101, 100], null)).toEqual([100, 118])
})
