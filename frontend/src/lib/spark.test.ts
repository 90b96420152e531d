import { expect, test } from 'vitest'
import { sparkPath, sparkScale } from './spark'

test('a spark line stops at a gap and starts again after it', () => {
  const scale = sparkScale(['1', '2', null, '3', '4'], 96, 26)
  expect(sparkPath(scale!.points).match(/M/g)).toHaveLength(2)
  expect(sparkScale(['1', null], 96, 26)).toBeNull()
})
