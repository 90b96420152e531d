/** Score and price on one grid of times: at the end of each step, what the score and the price were then. Pure. */
import type { Sentiment, TrendPoint } from '@/api/sentiment'
import type { Candle } from '@/api/types'

export interface ChartPoint {
  /** The end of the step, ms. */
  time: number
  score: number | null
  low: number | null
  high: number | null
  stories: number
  price: number | null
}

const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text))

type Scored = Pick<TrendPoint, 'time' | 'score' | 'interval_95' | 'stories'>

/** With the score of now, at the end of the step that is not over yet. */
export function withCurrent(trend: readonly TrendPoint[], current: Sentiment | undefined, stepMs: number): Scored[] {
  const last = trend.at(-1)
  if (!current || !last || current.score === null) return [...trend]
  const { score, interval_95, stories } = current
  return [...trend, { time: new Date(Date.parse(last.time) + stepMs).toISOString(), score, interval_95, stories }]
}

/** From the first step of which anything is known to the last; what is not known of a step is null. */
export function chartPoints(trend: readonly Scored[], candles: readonly Candle[], stepMs: number): ChartPoint[] {
  const scores = new Map(trend.map((point) => [Date.parse(point.time), point]))
  const closes = new Map(candles.map(({ open_time, close }) => [Date.parse(open_time) + stepMs, close]))
  const times = [...scores.keys(), ...closes.keys()]
  if (times.length === 0) return []
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const count = Math.floor((last - first) / stepMs) + 1
  return Array.from({ length: count }, (_, index) => {
    const time = first + index * stepMs
    const one = scores.get(time)
    return {
      time,
      score: number(one?.score),
      low: number(one?.interval_95?.[0]),
      high: number(one?.interval_95?.[1]),
      stories: one?.stories ?? 0,
      price: number(closes.get(time)),
    }
  })
}

/** The step under the crosshair, else the newest of which there is a score. */
export function pointShown(points: readonly ChartPoint[], cursor: number | null): ChartPoint | undefined {
  if (cursor !== null) return points[cursor]
  return points.findLast(({ score }) => score !== null) ?? points.at(-1)
}
