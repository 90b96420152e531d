/** The chart of score and price, without React: two panes, one time axis, one crosshair. */
import {
  createTextWatermark,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type LineData,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts'
import { decimalsFor, formatPrice } from '@/lib/format'
import { formatScore, POSITIVE_FROM } from '@/lib/sentiment'
import { formatCandleTime } from '@/lib/time'
import { colours, createFrame, fit } from '@/ui/plot/frame'
import { at, dateOf, tickText } from '@/ui/plot/timeAxis'
import { Band } from './band'
import type { ChartPoint } from './points'

export interface Cursor {
  index: number
  /** Moved by a key: its values are read out. */
  byKey: boolean
}

const CLEAR = 'rgba(0, 0, 0, 0)'
const PRICE_PANE = 1
/** A line needs two points: of fewer the points themselves are drawn. */
const FEW = 3

/** `+0.4`, `+0.18`, `0`. */
const scoreText = (value: number): string => formatScore(value.toFixed(4)).replace(/\.?0+$/, '')
const priceText = (value: number): string => formatPrice(String(value), decimalsFor(String(value)))

const line = (formatter: (value: number) => string, minMove: number) =>
  ({ priceFormat: { type: 'custom', formatter, minMove }, priceLineVisible: false, lineWidth: 2 }) as const

type Point = LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>

/** The library draws a line across points without a value: the last one before them gets a clear piece. Pure. */
export function linePoints(points: readonly ChartPoint[], of: 'score' | 'price'): Point[] {
  return points.map((point, index) => {
    const [time, value] = [at(point.time), point[of]]
    if (value === null) return { time }
    const next = points[index + 1]
    return next && next[of] === null ? { time, value, color: CLEAR } : { time, value }
  })
}

export class ScoreChart {
  readonly #chart: IChartApi
  readonly #score: ISeriesApi<'Line'>
  readonly #price: ISeriesApi<'Line'>
  readonly #band: Band
  #points: readonly ChartPoint[] = []
  #cursor: number | null = null

  constructor(
    box: HTMLElement,
    watermark: string,
    private readonly onCursor: (cursor: Cursor | null) => void,
  ) {
    const { accent, strong, text, grid, unreal } = colours(box)
    this.#chart = createFrame(box, null)
    this.#chart.applyOptions({
      layout: { panes: { separatorColor: grid, separatorHoverColor: accent } },
      rightPriceScale: { minimumWidth: 62 },
      timeScale: { timeVisible: true, secondsVisible: false, tickMarkFormatter: tickText },
      localization: { locale: 'en-GB', timeFormatter: (time: Time) => formatCandleTime(dateOf(time)) },
    })
    this.#score = this.#chart.addSeries(LineSeries, { ...line(scoreText, 0.01), color: accent })
    this.#price = this.#chart.addSeries(LineSeries, { ...line(priceText, 0.000001), color: strong }, PRICE_PANE)
    this.#band = new Band(this.#chart, this.#score, accent, POSITIVE_FROM)
    this.#score.attachPrimitive(this.#band)
    this.#score.createPriceLine({ price: 0, color: text, lineWidth: 1, axisLabelVisible: false, title: '' })
    this.#chart.subscribeCrosshairMove((event) => this.#onCrosshair(event))
    this.#mark(watermark, unreal)
  }

  #mark(text: string, color: string): void {
    const [pane] = this.#chart.panes()
    if (!pane || text === '') return
    const faint = `color-mix(in srgb, ${color} 13%, transparent)`
    createTextWatermark(pane, { lines: [{ text, color: faint, fontSize: 40, fontStyle: 'bold' }] })
  }

  remove(): void {
    this.#chart.remove()
  }

  /** Another number of points is another range, or time has passed: all of it is shown. */
  set(points: readonly ChartPoint[]): void {
    const same = points.length === this.#points.length && points[0]?.time === this.#points[0]?.time
    this.#points = points
    this.#band.set(points)
    const few = (of: 'score' | 'price') => points.filter((point) => point[of] !== null).length < FEW
    this.#score.applyOptions({ pointMarkersVisible: few('score') })
    this.#price.applyOptions({ pointMarkersVisible: few('price') })
    this.#score.setData(linePoints(points, 'score'))
    this.#price.setData(linePoints(points, 'price'))
    if (!same) this.reset()
  }

  reset(): void {
    fit(this.#chart, this.#points.length)
  }

  zoom(factor: number): void {
    const range = this.#chart.timeScale().getVisibleLogicalRange()
    if (!range) return
    this.#chart.timeScale().setVisibleLogicalRange({ from: range.to - (range.to - range.from) * factor, to: range.to })
  }

  /** Move the crosshair by steps; null removes it. */
  moveCursor(by: number | null): void {
    if (by === null) {
      this.#chart.clearCrosshairPosition()
      this.#point(null)
      return
    }
    const last = this.#points.length - 1
    const index = Math.min(last, Math.max(0, (this.#cursor ?? last + (by < 0 ? 1 : 0)) + by))
    const point = this.#points[index]
    if (!point) return
    this.#chart.setCrosshairPosition(point.score ?? 0, at(point.time), this.#score)
    this.#point({ index, byKey: true })
  }

  #point(cursor: Cursor | null): void {
    this.#cursor = cursor?.index ?? null
    this.onCursor(cursor)
  }

  #onCrosshair({ logical, sourceEvent }: MouseEventParams): void {
    if (!sourceEvent) return
    const index = logical === undefined ? null : Math.round(logical)
    this.#point(index !== null && this.#points[index] ? { index, byKey: false } : null)
  }
}
