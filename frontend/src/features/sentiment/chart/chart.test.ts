import { describe, expect, test } from 'vitest'
import type { Sentiment, TrendPoint } from '@/api/sentiment'
import type { Candle } from '@/api/types'
import { reachOf, runsOf } from './band'
import { linePoints } from './controller'
import { chartPoints, pointShown, withCurrent, type ChartPoint } from './points'

const HOUR = 3_600_000
const hour = (index: number): string => new Date(Date.UTC(2026, 10, 30, index)).toISOString()

const score = (index: number, value: string | null) =>
  ({
    time: hour(index),
    score: value,
    interval_95: value === null ? null : [value, value],
    stories: value === null ? 3 : 12,
  }) as unknown as TrendPoint
const candle = (index: number, close: string) => ({ open_time: hour(index), close }) as Candle

describe('score and price on one grid', () => {
  const points = chartPoints(
    [score(1, '0.1'), score(2, null), score(4, '0.3')],
    [candle(0, '50000'), candle(1, '50500')],
    HOUR,
  )

  test('a price stands at the end of its candle, where the score of that moment stands', () => {
    expect(points.map(({ time, price }) => [new Date(time).getUTCHours(), price])).toEqual([
      [1, 50000],
      [2, 50500],
      [3, null],
      [4, null],
    ])
  })

  test('an hour without enough stories has no score, and neither has one that is missing', () => {
    expect(points.map((point) => point.score)).toEqual([0.1, null, null, 0.3])
    expect(points[1]?.stories).toBe(3)
  })

  test('without either there is nothing to draw', () => {
    expect(chartPoints([], [], HOUR)).toEqual([])
  })

  test('the newest hour with a score is shown until the crosshair is elsewhere', () => {
    expect(pointShown(points, null)?.score).toBe(0.3)
    expect(pointShown(points, 1)?.price).toBe(50500)
    expect(pointShown([], null)).toBeUndefined()
  })

  test('the line stops at what is missing', () => {
    expect(linePoints(points, 'score').map((point) => ('color' in point ? point.color : 'whole'))).toEqual([
      'rgba(0, 0, 0, 0)',
      'whole',
      'whole',
      'whole',
    ])
  })
})

test('the score of now is at the end of the hour that is not over yet', () => {
  const now = { score: '0.4', interval_95: ['0.3', '0.5'], stories: 20 } as unknown as Sentiment
  expect(withCurrent([score(1, '0.1')], now, HOUR).at(-1)).toMatchObject({ time: hour(2), score: '0.4' })
  expect(withCurrent([score(1, '0.1')], { ...now, score: null }, HOUR)).toHaveLength(1)
  expect(withCurrent([], now, HOUR)).toEqual([])
})

test('the band is interrupted where there is no interval', () => {
  expect(runsOf([null, 1, 2, null, 3])).toEqual([[1, 2], [3]])
})

test('the scale reaches every interval in view, and always the zone around zero', () => {
  const point = (low: number | null, high: number | null) => ({ low, high }) as ChartPoint
  expect(reachOf([point(0.05, 0.1)], 0.15)).toEqual({ minValue: -0.15, maxValue: 0.15 })
  expect(reachOf([point(-0.4, 0.1), point(null, null)], 0.15)).toEqual({ minValue: -0.4, maxValue: 0.15 })
})
