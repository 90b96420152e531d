/** The chart itself, without React: creates series and panes, sets their data, moves the crosshair. */
import { createChart, type IChartApi, type MouseEventParams } from 'lightweight-charts'
import { at } from '@/ui/plot/timeAxis'
import type { ComparedCoin } from '../compared'
import type { ShownIndicator } from '../indicators/shown'
import type { ChartType, Scale } from '../search'
import { ComparedLines } from './comparedLines'
import { changeOf, type Slot, type Span } from './grid'
import { IndicatorLines } from './indicatorLines'
import { LastPrice } from './lastPrice'
import { Panes } from './panes'
import { titlesOf } from './paneValues'
import { addWatermark, MainSeries, VolumeSeries } from './series'
import { chartOptions, type Colours } from './colours'
import { Viewport, type ViewportEvents } from './viewport'

export interface Cursor {
  index: number
  /** Moved by a key: its values are read out. */
  byKey: boolean
}

export interface ChartEvents extends ViewportEvents {
  onCrosshair(cursor: Cursor | null): void
  onSpan(span: Span): void
}

export interface Look {
  type: ChartType
  colours: Colours
  decimals: number
  watermark: string
  /** The coin's symbol, the unit of the volume. */
  symbol: string
}

export class ChartController {
  readonly chart: IChartApi
  readonly viewport: Viewport
  readonly #main: MainSeries
  readonly #volume: VolumeSeries
  readonly #last: LastPrice
  readonly #panes: Panes
  readonly #lines: IndicatorLines
  readonly #others: ComparedLines
  readonly #stop = new AbortController()
  #slots: readonly Slot[] = []
  #spans: readonly Span[] = []
  #shown: readonly ShownIndicator[] = []
  #cursor: Cursor | null = null
  #countdown = ''
  #newest: number | null = null

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
    const last = new LastPrice(this.#main.api)
    this.#last = last
    this.#lines = new IndicatorLines(this.chart, colours, decimals, () => last.taken())
    this.#others = new ComparedLines(this.chart, colours, () => last.taken())
    this.#main.api.attachPrimitive(this.#last)
    addWatermark(this.chart, watermark, colours)
    this.chart.subscribeCrosshairMove((event) => this.#onCrosshair(event))
    this.chart.subscribeClick((event) => this.#onClick(event))
    // A pointer that leaves takes the crosshair along; the library's own event does not say that it was the reader.
    box.addEventListener('pointerleave', () => this.#point(null), { signal: this.#stop.signal })
    const state = () => ({ slots: this.#slots, spans: this.#spans, colours })
    this.#panes = new Panes(this.chart, state, (pane) =>
      titlesOf(pane, this.#shown, this.#slots, this.#cursor?.index ?? null, look),
    )
    this.#layout()
  }

  remove(): void {
    this.#stop.abort()
    this.viewport.remove()
    this.chart.remove()
  }

  /** A change at the end updates the last points; any other sets all data and keeps the period in view. */
  setSlots(slots: readonly Slot[], spans: readonly Span[], stepMs: number): void {
    const { moved, update } = changeOf(this.#slots, slots, stepMs)
    const seen = moved === 0 ? null : this.viewport.view()
    this.#slots = slots
    this.#spans = spans
    this.viewport.setSlots(slots, stepMs)
    if (moved !== 0) this.#moveCursor(moved)
    if (!update || !this.#update(slots.slice(update.from), update.end)) {
      this.#main.set(slots, spans)
      this.#volume.set(slots)
    }
    if (seen) this.viewport.show(seen)
    this.#drawLast()
  }

  #update(slots: readonly Slot[], end: number): boolean {
    return slots.every((slot) => {
      this.#volume.update(slot, slot.time < end)
      return this.#main.update(slot, slot.time < end)
    })
  }

  setScale(scale: Scale): void {
    this.#main.setScale(scale)
  }

  setCountdown(text: string): void {
    this.#countdown = text
    this.#drawLast()
  }

  /** The newest price of the chart's source; null when only the candles know it. */
  setNewest(price: number | null): void {
    this.#newest = price
    this.#drawLast()
  }

  #drawLast(): void {
    const candle = this.#slots.findLast((slot) => slot.candle)?.candle
    if (!candle) return
    const { colours } = this.look
    const price = this.#newest ?? Number(candle.close)
    const tone = price >= Number(candle.open) ? colours.up : colours.down
    this.#last.set({ price, countdown: this.#countdown, back: tone, fore: colours.surface })
  }

  setIndicators(shown: readonly ShownIndicator[]): void {
    this.#shown = shown
    this.#lines.set(shown, this.#slots, this.#spans)
    this.#layout()
  }

  setCompared(compared: readonly ComparedCoin[]): void {
    this.#others.set(compared, this.#slots)
  }

  #layout(): void {
    this.#panes.layout()
    const bottom = this.chart.panes().length === 2 ? 0.12 : 0.02
    this.#volume.api.priceScale().applyOptions({ scaleMargins: { top: 0.3, bottom } })
  }

  /** Move the crosshair by slots; null removes it. */
  moveCursor(by: number | null): void {
    if (by === null) {
      this.chart.clearCrosshairPosition()
      this.#point(null)
      return
    }
    const last = this.#slots.length - 1
    const start = this.#cursor?.index ?? last + (by < 0 ? 1 : 0)
    this.#pointByKey(Math.min(last, Math.max(0, start + by)))
  }

  /** The crosshair is on the slot's close; where there is no candle, on the last one before it. */
  #pointByKey(index: number): void {
    const slot = this.#slots[index]
    const shown = this.#slots.findLast(({ candle }, before) => candle && before <= index)
    if (!slot) return
    this.viewport.reveal(index)
    this.chart.setCrosshairPosition(Number(shown?.candle?.close ?? 0), at(slot.time), this.#main.api)
    this.#point({ index, byKey: true })
  }

  /** Keep the crosshair on its candle when `by` slots are added before it. */
  #moveCursor(by: number): void {
    if (this.#cursor === null) return
    this.#point(Number.isInteger(by) ? { ...this.#cursor, index: this.#cursor.index + by } : null)
  }

  #point(cursor: Cursor | null): void {
    this.#cursor = cursor
    this.events.onCrosshair(cursor)
  }

  #onCrosshair({ logical, sourceEvent }: MouseEventParams): void {
    if (!sourceEvent) return
    const index = logical === undefined ? null : Math.round(logical)
    this.#point(index !== null && this.#slots[index] ? { index, byKey: false } : null)
  }

  #onClick({ logical }: MouseEventParams): void {
    if (logical === undefined) return
    const index = Math.round(logical)
    const span = this.#spans.find(({ from, to }) => from <= index && index <= to)
    if (span) this.events.onSpan(span)
  }
}
