import { expect, test } from 'vitest'
import { AxisLabels } from './axisLabels'

const label = { text: 'SMA 20', y: 100, fore: '#000', back: '#fff' }

test('equal labels are the same list, so that the library keeps apart what it has moved apart', () => {
  const labels = new AxisLabels()
  const first = labels.of([label])
  expect(labels.of([{ ...label }])).toBe(first)
  const moved = labels.of([{ ...label, y: 101 }])
  expect(moved).not.toBe(first)
  expect(moved[0]?.coordinate()).toBe(101)
})
