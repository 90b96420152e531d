/** A chart of lines, without React: one time axis, one crosshair, a rail under the plot. */
import {
  createTextWatermark,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  type Time,
} from 'lightweight-charts'
import { formatCandleTime } from '@/lib/time'
import { createFrame, fit } from '@/ui/plot/frame'
import { at, dateOf, tickText } from '@/ui/plot/timeAxis'
import { onGrid, rowsOf, runsOf, timesOf, type Content, type Line } from './lines'
import { CLEAR, cursorAfter, drawnPoints, formatOf, rangeOf, tokenOf, type Cursor } from './points'
import { Band, Rail } from './primitives'

/** Where the crosshair stands: on the first line, or on the level where that has a hole. */
function heightAt({ lines, level }: Content, time: number): number {
  const [first] = lines
  const value = first?.points.find((point) => point.time === time)?.value
  return value ?? level ?? 0
}

/** What a chart is made for; another look is another chart. */
export interface Look {
  /** The mode of the data, drawn behind the lines; empty for live ones. */
  watermark: string
}

export class LinesChart {
  readonly #chart: IChartApi
  readonly #token: (name: string) => string
  readonly #series = new Map<string, ISeriesApi<'Line'>>()
  readonly #rail: Rail
  readonly #band: Band
  /** Invisible: it has all times of the grid, the rail, the band and the level. */
  readonly #ground: ISeriesApi<'Line'>
  #content: Content | null = null
  #level: ReturnType<ISeriesApi<'Line'>['createPriceLine']> | null = null
  #times: readonly number[] = []
  #cursor: number | null = null

  constructor(
    box: HTMLElement,
    look: Look,
    private readonly onCursor: (cursor: Cursor | null) => void,
  ) {
    this.#token = tokenOf(box)
    this.#chart = createFrame(box, null)
    this.#chart.applyOptions({
      rightPriceScale: { minimumWidth: 62, scaleMargins: { top: 0.08, bottom: 0.1 } },
      timeScale: { timeVisible: true, secondsVisible: false, tickMarkFormatter: tickText, minBarSpacing: 0.1 },
      localization: { locale: 'en-GB', timeFormatter: (time: Time) => formatCandleTime(dateOf(time)) },
    })
    this.#ground = this.#chart.addSeries(LineSeries, {
      color: CLEAR,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    })
    this.#rail = new Rail(this.#chart, {
      complete: this.#token('text-3'),
      backfilled: this.#token('info'),
      partial: this.#token('stale'),
      none: this.#token('hatch'),
    })
    this.#band = new Band(this.#chart, this.#ground, this.#token('accent'))
    this.#ground.attachPrimitive(this.#rail)
    this.#ground.attachPrimitive(this.#band)
    this.#chart.subscribeCrosshairMove((event) => this.#onCrosshair(event))
    this.#mark(look.watermark)
  }

  #mark(text: string): void {
    const [pane] = this.#chart.panes()
    if (!pane || text === '') return
    const color = `color-mix(in srgb, ${this.#token('unreal')} 13%, transparent)`
    createTextWatermark(pane, { lines: [{ text, color, fontSize: 40, fontStyle: 'bold' }] })
  }

  remove(): void {
    this.#chart.remove()
  }

  /** Another number of points is another range, or time has passed: all of it is shown. */
  set(content: Content): void {
    this.#content = content
    const times = timesOf(content.lines)
    const same = times.length === this.#times.length && times[0] === this.#times[0]
    this.#times = times
    this.#rail.runs = runsOf(rowsOf(content.lines))
    this.#band.points = content.band
    this.#chart.priceScale('right').applyOptions({
      mode: content.log ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
    })
    this.#drawGround(content)
    this.#drawLines(content.lines)
    if (!same) this.reset()
  }

  #drawGround({ level, reach, band, format }: Content): void {
    const range = rangeOf(reach, band)
    this.#ground.applyOptions({ ...formatOf(format), autoscaleInfoProvider: () => range })
    this.#ground.setData(this.#times.map((time) => ({ time: at(time), value: level ?? 1 })))
    if (this.#level) this.#ground.removePriceLine(this.#level)
    this.#level =
      level === null
        ? null
        : this.#ground.createPriceLine({
            price: level,
            color: this.#token('text-3'),
            lineWidth: 1,
            axisLabelVisible: false,
            title: '',
          })
  }

  #drawLines(lines: readonly Line[]): void {
    for (const [id, series] of this.#series) {
      if (lines.some((line) => line.id === id)) continue
      this.#chart.removeSeries(series)
      this.#series.delete(id)
    }
    for (const line of lines) {
      const series = this.#series.get(line.id) ?? this.#chart.addSeries(LineSeries, { priceLineVisible: false })
      this.#series.set(line.id, series)
      series.applyOptions({
        ...formatOf(this.#content?.format ?? String),
        color: this.#token(line.colour),
        lineStyle: line.dashed ? LineStyle.Dashed : LineStyle.Solid,
        lineWidth: 2,
        title: line.name,
        pointMarkersVisible: line.points.filter(({ value }) => value !== null).length === 1,
      })
      series.setData(drawnPoints(onGrid(line.points, this.#times)))
    }
  }

  reset(): void {
    fit(this.#chart, this.#times.length)
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
    const index = cursorAfter(this.#cursor, by, this.#times.length)
    const time = this.#times[index]
    if (time === undefined || !this.#content) return
    this.#chart.setCrosshairPosition(heightAt(this.#content, time), at(time), this.#ground)
    this.#point({ index, byKey: true })
  }

  #point(cursor: Cursor | null): void {
    this.#cursor = cursor?.index ?? null
    this.onCursor(cursor)
  }

  #onCrosshair({ logical, sourceEvent }: MouseEventParams): void {
    if (!sourceEvent) return
    const index = logical === undefined ? null : Math.round(logical)
    this.#point(index !== null && this.#times[index] !== undefined ? { index, byKey: false } : null)
  }

  /** What is in view, in place of another chart's. */
  view(): { from: number; to: number } | null {
    return this.#chart.timeScale().getVisibleLogicalRange()
  }

  show(view: { from: number; to: number }): void {
    this.#chart.timeScale().setVisibleLogicalRange(view)
  }

  screenshot(): HTMLCanvasElement {
    return this.#chart.takeScreenshot(true)
  }
}
