import { expect, test } from 'vitest'
import type { HistoryPoint } from '@/api/portfolio'
import { isDrawn, neverPriced } from './history'

const day = (...missing: string[]) => ({ value: '1', missing }) as unknown as HistoryPoint

test('a coin without any price is named once, and hides no day', () => {
  const points = [day(), day('XEM'), day('XEM', 'bitcoin'), day('XEM')]
  const never = neverPriced(points)
  expect([...never]).toEqual(['XEM'])
  expect(points.map((one) => isDrawn(one, never))).toEqual([true, true, false, true])
})

test('a coin that lacks a price today only is no such coin', () => {
  expect([...neverPriced([day('a'), day(), day('a')])]).toEqual([])
})
