/** Data points of the chart's series: hollow when up, filled when down, paler when backfilled, empty slots as whitespace. */
import type { CandlestickData, HistogramData, LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import type { Candle } from '@/api/types'
import { at } from '@/ui/plot/timeAxis'
import type { IndicatorPoint } from '../indicators/shown'
import { isHole, type Slot, type Span } from './grid'
import { alpha, mix, type Colours } from './colours'

type PointOrGap<T> = T | WhitespaceData<UTCTimestamp>
export type LinePoint = PointOrGap<LineData<UTCTimestamp>>

const BACKFILLED = 0.62

/** Trades were missed and fetched later. A candle from the exchange's own history is none of these. */
const wasMissing = ({ status, source }: Candle): boolean => status === 'backfilled' && source !== 'venue'

export function candlePoint({ time, candle }: Slot, colours: Colours): PointOrGap<CandlestickData<UTCTimestamp>> {
  if (!candle) return { time: at(time) }
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const up = close >= open
  const full = up ? colours.up : colours.down
  const line = wasMissing(candle) ? alpha(full, BACKFILLED) : full
  const hollow = !candle.is_closed ? colours.surface : mix(full, colours.surface, 0.16)
  const color = up || !candle.is_closed ? hollow : line
  return { time: at(time), open, high, low, close, color, borderColor: line, wickColor: line }
}

export function linePoints(slots: readonly Slot[], spans: readonly Span[]): LinePoint[] {
  const points = slots.map(({ time, candle }): LinePoint =>
    candle ? { time: at(time), value: Number(candle.close) } : { time: at(time) },
  )
  return stopAtGaps(points, spans)
}

const CLEAR = 'rgba(0, 0, 0, 0)'

/** Whether the line is cut behind this point. */
export const isCut = (point: LinePoint): boolean => 'color' in point && point.color === CLEAR

/**
 * The library draws a line across points without a value. So the last point before a hole has a clear colour, which is
 * that of the piece up to the next point.
 */
function stopAtGaps(points: LinePoint[], spans: readonly Span[]): LinePoint[] {
  for (const span of spans) {
    if (!isHole(span)) continue
    let last = span.from - 1
    while (last >= 0 && !('value' in (points[last] ?? {}))) last -= 1
    const point = points[last]
    if (point && 'value' in point) points[last] = { ...point, color: CLEAR }
  }
  return points
}

export function volumePoint({ time, candle }: Slot, colours: Colours): PointOrGap<HistogramData<UTCTimestamp>> {
  if (!candle) return { time: at(time) }
  const tone = Number(candle.close) >= Number(candle.open) ? colours.up : colours.down
  const color = mix(tone, colours.surface, candle.is_closed ? 0.5 : 0.3)
  return { time: at(time), value: Number(candle.volume), color }
}

/** One output of an indicator on the candles' grid; at a hatch the line stops. */
export function indicatorPoints(
  slots: readonly Slot[],
  values: ReadonlyMap<number, IndicatorPoint>,
  output: string,
  spans: readonly Span[],
  scale = 1,
): LinePoint[] {
  const points = slots.map(({ time, candle }): LinePoint => {
    const value = candle ? (values.get(time)?.values[output] ?? null) : null
    return value === null ? { time: at(time) } : { time: at(time), value: Number(value) * scale }
  })
  return stopAtGaps(points, spans)
}

/** Points of another grid of the same step on this one, so that every slot keeps its index. */
export function onGrid(slots: readonly Slot[], points: readonly LinePoint[]): LinePoint[] {
  const known = new Map(points.map((point) => [point.time, point]))
  return slots.map(({ time }) => known.get(at(time)) ?? { time: at(time) })
}
