import { describe, expect, test } from 'vitest'
import { axisOf, dotsOf, lineWithin, returnsOf, trendOf } from './scatter'

const HOUR = 3_600_000
const candle = (hour: number, close: number, is_closed = true) => ({
  open_time: new Date(hour * HOUR).toISOString(),
  close: String(close),
  is_closed,
})

describe('returns', () => {
  test('they are between closed candles one step apart, and bridge no hole', () => {
    const returns = returnsOf([candle(0, 100), candle(1, 110), candle(3, 121), candle(4, 121, false)], HOUR)
    expect([...returns.keys()]).toEqual([HOUR])
    expect(returns.get(HOUR)).toBeCloseTo(Math.log(1.1), 12)
  })

  test('a dot is a time at which both have one, and only the newest are drawn', () => {
    const x = [0, 1, 2, 3].map((hour) => candle(hour, 100 + hour))
    const y = [candle(1, 50), candle(2, 51), candle(3, 50)]
    expect(dotsOf(x, y, HOUR, 99).map(({ time }) => time / HOUR)).toEqual([2, 3])
    expect(dotsOf(x, y, HOUR, 1).map(({ time }) => time / HOUR)).toEqual([3])
  })
})

describe('the line through them', () => {
  const dots = [0.01, 0.02, -0.01].map((x, time) => ({ time, x, y: 2 * x + 0.001 }))

  test('its slope is beta', () => {
    expect(trendOf(dots)?.slope).toBeCloseTo(2, 10)
    expect(trendOf(dots)?.intercept).toBeCloseTo(0.001, 10)
  })

  test('there is none through dots above each other', () => {
    expect(trendOf([dots[0]!, { ...dots[0]!, y: 5 }])).toBeNull()
    expect(trendOf([])).toBeNull()
  })

  test('it ends at the edge of the plot', () => {
    const [x, y] = [axisOf([0.1]), axisOf([0.1])]
    const [[, low], [, high]] = lineWithin({ slope: 3, intercept: 0 }, x, y)
    expect([low, high]).toEqual([y.from, y.to])
    expect(lineWithin({ slope: 0, intercept: 0 }, x, y)[0]).toEqual([x.from, 0])
  })
})

test('an axis has round ticks around zero and holds all values', () => {
  const { from, to, ticks } = axisOf([0.039, -0.01])
  expect(from).toBeLessThan(-0.039)
  expect(to).toBeGreaterThan(0.039)
  expect(ticks.map((tick) => tick.toFixed(2))).toEqual(['-0.04', '-0.02', '0.00', '0.02', '0.04'])
  expect(axisOf([]).ticks.length).toBeGreaterThan(0)
})
