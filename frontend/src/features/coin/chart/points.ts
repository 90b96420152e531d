/** Data points of the chart's series: hollow when up, filled when down, paler when backfilled, empty slots as whitespace. */
import type { CandlestickData, HistogramData, LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import type { Candle, IndicatorValue } from '@/api/types'
import { at } from '@/ui/plot/timeAxis'
import type { Slot, Span } from './grid'
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

/**
 * The library draws a line across points without a value. So the last point before a hatch has a clear colour, which is
 * that of the piece up to the next point.
 */
function stopAtGaps(points: LinePoint[], spans: readonly Span[]): LinePoint[] {
  for (const { state, from } of spans) {
    if (state !== 'none') continue
    let last = from - 1
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

/** An overlay on the candles' grid; at a hatch the line stops. */
export function overlayPoints(
  slots: readonly Slot[],
  values: readonly IndicatorValue[],
  spans: readonly Span[],
  scale = 1,
): LinePoint[] {
  const known = new Map(values.map((value) => [Date.parse(value.open_time), value.value]))
  const points = slots.map(({ time, candle }): LinePoint => {
    const value = candle ? (known.get(time) ?? null) : null
    return value === null ? { time: at(time) } : { time: at(time), value: Number(value) * scale }
  })
  return stopAtGaps(points, spans)
}
