import { describe, expect, test } from 'vitest'
import { treemap } from './treemap'

describe.each([[[6, 6, 4, 3, 2, 2, 1]], [[100, 1, 1, 1]], [[5]]])('the treemap of %s', (weights) => {
  const tiles = treemap(weights, 600, 400)
  const total = weights.reduce((sum, weight) => sum + weight, 0)

  test('areas are as the weights', () => {
    tiles.forEach(({ width, height }, index) =>
      expect(width * height).toBeCloseTo(((weights[index] ?? 0) / total) * 240_000, 4),
    )
  })

  test('all tiles lie within the room', () => {
    for (const { x, y, width, height } of tiles) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-6)
      expect(x + width).toBeLessThanOrEqual(600 + 1e-6)
      expect(y + height).toBeLessThanOrEqual(400 + 1e-6)
    }
  })
})

test('no weights, no tiles', () => {
  expect(treemap([], 600, 400)).toEqual([])
})
