/** Keeps the candles of one compared coin fresh while it is on the chart; it draws nothing itself. */
import type { LiveSeries } from './useCompared'
import { useLiveCandles } from './useSeries'

export function LiveCandles({ series, instrumentId }: LiveSeries) {
  useLiveCandles(series, instrumentId)
  return null
}
