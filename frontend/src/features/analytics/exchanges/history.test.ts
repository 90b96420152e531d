import { expect, test } from 'vitest'
import type { SpreadMinute } from '@/api/exchanges'
import { contentOf, minutesOf, profitableShare } from './history'

const minute = (at: number, net: string, known = '60.0'): SpreadMinute => ({
  ...{ time: new Date(at * 60_000).toISOString(), gross_max_bp: '9', gross_mean_bp: '5' },
  ...{ net_max_bp: net, net_mean_bp: net, known_seconds: known },
})

test('a minute of which nothing is known is a hole', () => {
  const minutes = [minute(5, '-3'), minute(2, '1')]
  expect(minutesOf(minutes).map((one) => (typeof one === 'number' ? one / 60_000 : 'known'))).toEqual([
    ...['known', 3, 4, 'known'],
  ])
  expect(contentOf(minutes).lines[1]?.points.map(({ value }) => value)).toEqual([1, null, null, -3])
  expect(minutesOf([])).toEqual([])
})

test('a minute that is known in part is partial', () => {
  expect(contentOf([minute(1, '0', '12.5')]).lines[0]?.points[0]?.status).toBe('partial')
  expect(contentOf([minute(1, '0', '60.0')]).lines[0]?.points[0]?.status).toBe('complete')
})

test('the share of minutes with something to gain is of those that are known', () => {
  expect(profitableShare([minute(1, '2'), minute(2, '-1'), minute(9, '0'), minute(10, '-1')])).toBe(25)
  expect(profitableShare([])).toBeNull()
})
