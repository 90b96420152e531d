/** The chart itself, without React: creates series and panes, sets their data, moves the crosshair. */
import { createChart, PriceScaleMode, type IChartApi, type ISeriesApi, type MouseEventParams } from 'lightweight-charts'
import { overlayName } from '../overlays'
import type { ChartType } from '../search'
import { at, overlayPoints, type LinePoint } from './points'
import { changeOf, spansOf, type Slot, type Span } from './grid'
import { LastPrice } from './lastPrice'
import { LineName, type NamedLine } from './lineName'
import { Panes } from './panes'
import { addOverlay, addWatermark, MainSeries, paneOf, VolumeSeries, type OverlayData } from './series'
import { chartOptions, type Colours } from './colours'
import { Viewport, type ViewportEvents } from './viewport'

export interface ChartEvents extends ViewportEvents {
  onCrosshair(index: number | null): void
  onSpan(span: Span): void
}

export interface Look {
  type: ChartType
  colours: Colours
  decimals: number
  watermark: string
}

interface Line {
  overlay: OverlayData
  series: ISeriesApi<'Line'>
  points: LinePoint[]
}

export class ChartController {
  readonly chart: IChartApi
  readonly viewport: Viewport
  readonly #main: MainSeries
  readonly #volume: VolumeSeries
  readonly #last: LastPrice
  readonly #panes: Panes
  readonly #lines = new Map<string, Line>()
  #slots: Slot[] = []
  #spans: Span[] = []
  #cursor: number | null = null
  #countdown = ''

  constructor(
    box: HTMLElement,
    private readonly look: Look,
    private readonly events: ChartEvents,
  ) {
    const { type, colours, decimals, watermark } = look
    this.chart = createChart(box, chartOptions(colours))
    this.viewport = new Viewport(this.chart, box, events)
    this.#main = new MainSeries(this.chart, type, colours, decimals)
    this.#volume = new VolumeSeries(this.chart, colours)
    this.#last = new LastPrice(this.#main.api)
    this.#main.api.attachPrimitive(this.#last)
    addWatermark(this.chart, watermark, colours)
    this.chart.subscribeCrosshairMove((event) => this.#onCrosshair(event))
    this.chart.subscribeClick((event) => this.#onClick(event))
    this.#panes = new Panes(this.chart, () => ({ slots: this.#slots, spans: this.#spans, colours }))
    this.#layout()
  }

  remove(): void {
    this.viewport.remove()
    this.chart.remove()
  }

  /** A change at the end updates the last points; any other sets all data and keeps the period in view. */
  setSlots(slots: Slot[], stepMs: number): void {
    const { moved, update } = changeOf(this.#slots, slots, stepMs)
    const seen = moved === 0 ? null : this.viewport.view()
    this.#slots = slots
    this.#spans = spansOf(slots)
    this.viewport.setSlots(slots, stepMs)
    if (moved !== 0) this.#moveCursor(moved)
    if (update) this.#update(slots.slice(update.from), update.end)
    else {
      this.#main.set(slots)
      this.#volume.set(slots)
    }
    if (seen) this.viewport.show(seen)
    this.#drawLast()
  }

  #update(slots: readonly Slot[], end: number): void {
    for (const slot of slots) {
      this.#main.update(slot, slot.time < end)
      this.#volume.update(slot, slot.time < end)
    }
  }

  setLog(log: boolean): void {
    this.#main.api.priceScale().applyOptions({ mode: log ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal })
  }

  setCountdown(text: string): void {
    this.#countdown = text
    this.#drawLast()
  }

  #drawLast(): void {
    const candle = this.#slots.findLast((slot) => slot.candle)?.candle
    if (!candle) return
    const { colours } = this.look
    const tone = Number(candle.close) >= Number(candle.open) ? colours.up : colours.down
    this.#last.set({ price: Number(candle.close), countdown: this.#countdown, back: tone, fore: colours.surface })
    this.#main.api.applyOptions({ priceLineColor: tone })
  }

  setOverlays(overlays: OverlayData[]): void {
    const wanted = new Map(overlays.map((overlay) => [overlayName(overlay), overlay]))
    for (const [name, { series }] of this.#lines) {
      if (wanted.has(name)) continue
      this.chart.removeSeries(series)
      this.#lines.delete(name)
    }
    for (const [name, overlay] of wanted) {
      const series = this.#lines.get(name)?.series ?? this.#addLine(name, overlay)
      const points = overlayPoints(this.#slots, overlay.items, overlay.kind === 'vol' ? 100 : 1)
      series.applyOptions({ color: this.look.colours[overlay.colour] })
      series.setData(points)
      this.#lines.set(name, { overlay, series, points })
    }
    this.#layout()
  }

  #addLine(name: string, overlay: OverlayData): ISeriesApi<'Line'> {
    const series = addOverlay(this.chart, overlay, this.look.decimals)
    const others = (): NamedLine[] => this.#namedLines(paneOf(overlay))
    series.attachPrimitive(new LineName(this.chart, this.look.colours, name, others))
    return series
  }

  #layout(): void {
    this.#panes.layout()
    const bottom = this.chart.panes().length === 2 ? 0.12 : 0.02
    this.#volume.api.priceScale().applyOptions({ scaleMargins: { top: 0.18, bottom } })
  }

  #namedLines(pane: number): NamedLine[] {
    return [...this.#lines].flatMap(([name, { overlay, series, points }]) =>
      paneOf(overlay) === pane ? [{ name, series, points, color: this.look.colours[overlay.colour] }] : [],
    )
  }

  /** Move the crosshair by slots; null removes it. */
  moveCursor(by: number | null): void {
    if (by === null) {
      this.#cursor = null
      this.chart.clearCrosshairPosition()
      this.events.onCrosshair(null)
      return
    }
    const start = this.#cursor ?? this.#slots.length - (by < 0 ? 0 : 1)
    this.#cursor = Math.min(this.#slots.length - 1, Math.max(0, start + by))
    const slot = this.#slots[this.#cursor]
    if (!slot) return
    this.chart.setCrosshairPosition(Number(slot.candle?.close ?? 0), at(slot.time), this.#main.api)
    this.events.onCrosshair(this.#cursor)
  }

  /** Keep the crosshair on its candle when `by` slots are added before it. */
  #moveCursor(by: number): void {
    if (this.#cursor === null) return
    this.#cursor = Number.isInteger(by) ? this.#cursor + by : null
    this.events.onCrosshair(this.#cursor)
  }

  #onCrosshair({ logical, sourceEvent }: MouseEventParams): void {
    if (!sourceEvent) return
    const index = logical === undefined ? null : Math.round(logical)
    this.#cursor = index
    this.events.onCrosshair(index !== null && this.#slots[index] ? index : null)
  }

  #onClick({ logical }: MouseEventParams): void {
    if (logical === undefined) return
    const index = Math.round(logical)
    const span = this.#spans.find(({ from, to }) => from <= index && index <= to)
    if (span) this.events.onSpan(span)
  }
}
