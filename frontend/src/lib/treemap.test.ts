import { describe, expect, test } from 'vitest'
import { treemap } from './treemap'

describe('a treemap', () => {
  const weights = [50, 20, 10, 10, 5, 3, 1, 1]
  const tiles = treemap(weights, 800, 400)

  test('gives each weight its share of the area, and all of it', () => {
    tiles.forEach(({ width, height }, index) => {
      expect((width * height) / (800 * 400)).toBeCloseTo((weights[index] ?? 0) / 100, 9)
    })
  })

  test('has no two tiles that overlap, nor one outside', () => {
    for (const [index, a] of tiles.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(-1e-9)
      expect(a.x + a.width).toBeLessThanOrEqual(800 + 1e-6)
      expect(a.y + a.height).toBeLessThanOrEqual(400 + 1e-6)
      for (const b of tiles.slice(index + 1)) {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
        expect(wide > 1e-6 && high > 1e-6).toBe(false)
      }
    }
  })

  test('is as square as it can be', () => {
    for (const { width, height } of tiles) expect(Math.max(width / height, height / width)).toBeLessThan(4)
  })

  test('of nothing, or in no room, is empty', () => {
    expect([treemap([], 10, 10), treemap([1], 0, 10)]).toEqual([[], []])
  })
})
