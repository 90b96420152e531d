/** Slots as what the series draw: hollow when up, filled when down, paler when back-filled, whitespace when empty. Pure. */
import type { CandlestickData, HistogramData, LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import type { Candle, IndicatorValue } from '@/api/types'
import { zoneShiftMs } from '@/lib/time'
import type { Slot } from './grid'
import { alpha, mix, type Tokens } from './theme'

export const at = (ms: number): UTCTimestamp => ((ms + zoneShiftMs()) / 1000) as UTCTimestamp

type Bar<T> = T | WhitespaceData<UTCTimestamp>
export type LineBar = Bar<LineData<UTCTimestamp>>

const BACKFILLED = 0.62

/** A hole of ours that was closed later; the exchange's own candle of a time before ours is no hole. */
const wasMissing = ({ status, source }: Candle): boolean => status === 'backfilled' && source !== 'venue'

export function candleBar({ time, candle }: Slot, tokens: Tokens): Bar<CandlestickData<UTCTimestamp>> {
  if (!candle) return { time: at(time) }
  const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const up = close >= open
  const full = up ? tokens.up : tokens.down
  const line = wasMissing(candle) ? alpha(full, BACKFILLED) : full
  const hollow = !candle.is_closed ? tokens.surface : mix(full, tokens.surface, 0.16)
  const color = up || !candle.is_closed ? hollow : line
  return { time: at(time), open, high, low, close, color, borderColor: line, wickColor: line }
}

export function lineBar({ time, candle }: Slot): LineBar {
  return candle ? { time: at(time), value: Number(candle.close) } : { time: at(time) }
}

export function volumeBar({ time, candle }: Slot, tokens: Tokens): Bar<HistogramData<UTCTimestamp>> {
  if (!candle) return { time: at(time) }
  const tone = Number(candle.close) >= Number(candle.open) ? tokens.up : tokens.down
  const color = mix(tone, tokens.surface, candle.is_closed ? 0.5 : 0.3)
  return { time: at(time), value: Number(candle.volume), color }
}

/** An overlay on the grid of the candles: it stops at the edges of what is absent and never bridges it. */
export function overlayBars(slots: readonly Slot[], values: readonly IndicatorValue[], scale = 1): LineBar[] {
  const known = new Map(values.map((value) => [Date.parse(value.open_time), value.value]))
  return slots.map(({ time, candle }) => {
    const value = candle ? (known.get(time) ?? null) : null
    return value === null ? { time: at(time) } : { time: at(time), value: Number(value) * scale }
  })
}
