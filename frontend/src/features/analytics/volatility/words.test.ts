import { expect, test } from 'vitest'
import type { Regime, VolumeProfile } from '@/api/analytics'
import {
  bucketName,
  byVolatility,
  ordinal,
  percentOf,
  profileRows,
  RANKING_HEAD,
  rankingRows,
  seasonBars,
} from './words'

test('the most volatile is first, what is unknown last', () => {
  const regime = (coin_id: string, volatility: string | null) => ({ coin_id, volatility }) as Regime
  expect(
    byVolatility([regime('a', null), regime('b', '0.4'), regime('c', '0.9')]).map(({ coin_id: id }) => id),
  ).toEqual([...['c', 'b', 'a']])
})

test('numbers have their endings', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 83.4, 100, 0].map(ordinal)).toEqual([
    ...['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '83rd', '100th', '0th'],
  ])
  expect(percentOf('0.83124')).toBe('83.1%')
})

test('buckets have names', () => {
  expect([
    bucketName('5', 'hour'),
    bucketName('mon', 'weekday'),
    bucketName('asia', 'session'),
    bucketName('x', 'hour'),
  ]).toEqual([...['05:00', 'Monday', 'Asia 00–08', 'x']])
})

test('bars start at zero and share one scale', () => {
  const [first, second, third] = seasonBars([
    { mean_return_percent: '0.1', interval_95: ['-0.1', '0.2'] },
    { mean_return_percent: '-0.05', interval_95: null },
    { mean_return_percent: null, interval_95: null },
  ])
  expect(first).toMatchObject({ bar: { from: 0.5 }, interval: { to: expect.closeTo(0.98, 6) as number } })
  expect(second).toMatchObject({ bar: { from: expect.closeTo(0.38, 6) as number, to: 0.5 } })
  expect(third).toEqual({ bar: null, interval: null })
})

test('the profile is from the highest price down, and marks its fullest bin', () => {
  const bin = (low: string, high: string, volume: string) => ({ low, high, volume, share_percent: '10' })
  const rows = profileRows({
    items: [bin('1', '2', '5'), bin('2', '3', '10'), bin('3', '4', '1')],
    ...{ point_of_control: '2.5', value_area_low: '1', value_area_high: '3' },
  } as unknown as VolumeProfile)
  expect(rows.map(({ low, length, isControl, inValueArea }) => [low, length, isControl, inValueArea])).toEqual([
    ['3', 0.1, false, false],
    ['2', 1, true, true],
    ['1', 0.5, false, true],
  ])
})

test('an export has the figures as the service says them', () => {
  const regime = { coin_id: 'cardano', volatility: '0.83124', percentile: '84.2', stale: true, n: 2160 } as Regime
  const row = rankingRows([regime])[0] ?? []
  expect(row).toHaveLength(RANKING_HEAD.length)
  const of = (name: string) => row[RANKING_HEAD.indexOf(name)]
  expect(['coin_id', 'volatility', 'percentile', 'n', 'stale'].map(of)).toEqual([
    'cardano',
    '0.83124',
    '84.2',
    2160,
    true,
  ])
})
