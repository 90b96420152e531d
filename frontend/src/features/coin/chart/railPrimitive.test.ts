import { expect, test } from 'vitest'
import { tagLeft } from './railPrimitive'

test.each([
  ['in the middle of its column', { left: 400, right: 500 }, 400],
  ['within the plot at its right edge', { left: 760, right: 800 }, 696],
  ['within the plot at its left edge', { left: -30, right: 20 }, 4],
  ['in the middle of the part in view', { left: -1000, right: 300 }, 100],
])('the tag of a hatch is %s', (_, edges, left) => {
  expect(tagLeft(edges, 100, 800)).toBe(left)
})
