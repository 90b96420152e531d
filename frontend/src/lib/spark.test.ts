import { expect, test } from 'vitest'
import { sparkPath, sparkScale, sparkValues } from './spark'

test('a spark line stops at a gap and starts again after it', () => {
  const scale = sparkScale([1, 2, null, 3, 4], 96, 26)
  expect(sparkPath(scale!.points).match(/M/g)).toHaveLength(2)
  expect(sparkScale([1, null], 96, 26)).toBeNull()
})

test('a spark line goes from where the change counts from to the price of now', () => {
  expect(sparkValues(['103', null, '104'], '110', '10')).toEqual([expect.closeTo(100), 103, null, 104, 110])
  expect(sparkValues(['103', '104'], '110', null)).toEqual([null, 103, 104, 110])
  expect(sparkValues(['103', '104'], null, '10')).toEqual([103, 104])
})

test.each(['-0.31', '0.02', '12'])('it ends above its start exactly when the change of %s%% is a rise', (percent) => {
  const { first, last } = sparkScale(sparkValues(['103', '99', '101'], '100', percent), 96, 26)!
  expect(last.y < first.y).toBe(Number(percent) > 0)
})
