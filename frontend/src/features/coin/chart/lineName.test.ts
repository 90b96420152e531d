import { expect, test } from 'vitest'
import { lastVisible } from './lineName'
import type { LinePoint } from './points'

const POINTS = [
  { time: 0, value: 1 },
  { time: 1, value: 2 },
  { time: 2 },
  { time: 3, value: 4 },
  { time: 4 },
] as LinePoint[]

test.each([
  ['the newest one, when all are in view', { from: -0.5, to: 9 }, 4],
  ['the last one before the right edge', { from: 0, to: 2.4 }, 2],
  ['none, when all are left of the plot', { from: 3.5, to: 9 }, null],
])('a line is named at its last visible point: %s', (_, range, value) => {
  expect(lastVisible(POINTS, range as never)).toBe(value)
})
