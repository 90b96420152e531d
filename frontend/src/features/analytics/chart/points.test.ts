import { expect, test } from 'vitest'
import { cursorAfter, drawnPoints, rangeOf } from './points'

test('a line stops at a hole: the piece before it is clear', () => {
  const points = [1, 2, null, 4].map((value, index) => ({ time: index * 1000, value }))
  expect(
    drawnPoints(points).map((point) => ('color' in point ? 'clear' : 'value' in point ? 'whole' : 'hole')),
  ).toEqual([...['whole', 'clear', 'hole', 'whole']])
})

test('the scale reaches the whole band and the given ends, and nothing where there are none', () => {
  const band = [
    { time: 1, low: -0.2, high: 0.4 },
    { time: 2, low: null, high: null },
  ]
  expect(rangeOf([0, 1], band)?.priceRange).toEqual({ minValue: -0.2, maxValue: 1 })
  expect(rangeOf(null, [])).toBeNull()
})

test('the crosshair enters at the newest time and stays within the times', () => {
  expect([cursorAfter(null, -1, 5), cursorAfter(null, 1, 5), cursorAfter(1, -10, 5), cursorAfter(3, 10, 5)]).toEqual([
    ...[4, 4, 0, 4],
  ])
})
