import { expect, test } from 'vitest'
import { arcPath, needle, pointAt, RADIUS } from './gauge'

test.each([
  [-1, 30, 138],
  [0, 150, 18],
  [1, 270, 138],
  [4, 270, 138],
])('a score of %f stands at %f, %f', (score, x, y) => {
  const point = pointAt(score, RADIUS)
  expect(point.x).toBeCloseTo(x)
  expect(point.y).toBeCloseTo(y)
})

test('an arc goes over the top, from the lower score to the higher one', () => {
  expect(arcPath(-1, 1)).toBe('M30.0 138.0A120 120 0 0 1 270.0 138.0')
})

test('the needle crosses the arc', () => {
  const { from, to } = needle(0)
  expect([from.y, to.y]).toEqual([35, 1])
})
