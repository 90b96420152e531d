/** The returns of two coins over the same times, and the line through them. Pure. */
import type { Candle } from '@/api/types'

export interface Dot {
  /** The open time of the later candle, ms. */
  time: number
  /** Log returns. */
  x: number
  y: number
}

type Closed = Pick<Candle, 'open_time' | 'close' | 'is_closed'>

/** ln(c_t / c_(t−1)) by open time, only between closed candles exactly one step apart. */
export function returnsOf(candles: readonly Closed[], stepMs: number): Map<number, number> {
  const closes = new Map(
    candles.filter(({ is_closed }) => is_closed).map(({ open_time, close }) => [Date.parse(open_time), Number(close)]),
  )
  const returns = new Map<number, number>()
  for (const [time, close] of closes) {
    const before = closes.get(time - stepMs)
    if (before !== undefined && before > 0 && close > 0) returns.set(time, Math.log(close / before))
  }
  return returns
}

/** The newest `most` times at which both have a return, oldest first. */
export function dotsOf(x: readonly Closed[], y: readonly Closed[], stepMs: number, most: number): Dot[] {
  const [across, up] = [returnsOf(x, stepMs), returnsOf(y, stepMs)]
  const dots = [...across].flatMap(([time, value]) => {
    const other = up.get(time)
    return other === undefined ? [] : [{ time, x: value, y: other }]
  })
  return dots.sort((a, b) => a.time - b.time).slice(-most)
}

export interface Trend {
  slope: number
  intercept: number
}

/** Least squares; null where x does not vary. Its slope is the beta of y against x. */
export function trendOf(dots: readonly Dot[]): Trend | null {
  if (dots.length < 2) return null
  const mean = (of: 'x' | 'y'): number => dots.reduce((sum, dot) => sum + dot[of], 0) / dots.length
  const [mx, my] = [mean('x'), mean('y')]
  const variance = dots.reduce((sum, { x }) => sum + (x - mx) ** 2, 0)
  if (variance === 0) return null
  const slope = dots.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) / variance
  return { slope, intercept: my - slope * mx }
}

export interface Axis {
  from: number
  to: number
  ticks: number[]
}

const NICE = [1, 2, 2.5, 5, 10]

/** An axis around zero that holds all values, with a few round ticks. */
export function axisOf(values: readonly number[], most = 6): Axis {
  const reach = Math.max(1e-6, ...values.map(Math.abs)) * 1.05
  const rough = (2 * reach) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (NICE.find((nice) => nice * power >= rough) ?? 10) * power
  const count = Math.floor(reach / step)
  const ticks = Array.from({ length: 2 * count + 1 }, (_, index) => (index - count) * step)
  return { from: -reach, to: reach, ticks }
}

/** The part of the line that lies within both axes, as its two ends. */
export function lineWithin({ slope, intercept }: Trend, x: Axis, y: Axis): [[number, number], [number, number]] {
  const at = (value: number): number => slope * value + intercept
  const clip = (value: number): [number, number] => {
    const height = at(value)
    if (height > y.to && slope !== 0) return [(y.to - intercept) / slope, y.to]
    if (height < y.from && slope !== 0) return [(y.from - intercept) / slope, y.from]
    return [value, height]
  }
  return [clip(x.from), clip(x.to)]
}
