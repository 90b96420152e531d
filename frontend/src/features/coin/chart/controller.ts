/** The chart itself, outside React: makes series and panes, feeds them, moves crosshair and view. */
import {
  createChart,
  type IChartApi,
  type ISeriesApi,
  type LogicalRange,
  type MouseEventParams,
} from 'lightweight-charts'
import type { ChartType } from '../search'
import { at, overlayBars } from './bars'
import { sameSlot, spansOf, type Slot, type Span } from './grid'
import { LastPrice } from './lastPrice'
import { RailPrimitive } from './railPrimitive'
import { addOverlay, addWatermark, MainSeries, VolumeSeries, type OverlayData } from './series'
import { chartOptions, type Tokens } from './theme'

export interface ChartEvents {
  onCrosshair(index: number | null): void
  onSpan(span: Span): void
  onFollow(following: boolean): void
}

export interface Look {
  type: ChartType
  tokens: Tokens
  decimals: number
  watermark: string
}

export class ChartController {
  readonly chart: IChartApi
  readonly #main: MainSeries
  readonly #volume: VolumeSeries
  readonly #last: LastPrice
  readonly #overlays = new Map<string, ISeriesApi<'Line'>>()
  readonly #rails: RailPrimitive[] = []
  #slots: Slot[] = []
  #spans: Span[] = []
  #cursor: number | null = null
  #countdown = ''

  constructor(
    box: HTMLElement,
    private readonly look: Look,
    private readonly events: ChartEvents,
  ) {
    const { type, tokens, decimals, watermark } = look
    this.chart = createChart(box, chartOptions(tokens))
    this.#main = new MainSeries(this.chart, type, tokens, decimals)
    this.#volume = new VolumeSeries(this.chart, tokens)
    this.#last = new LastPrice(this.#main.api)
    this.#main.api.attachPrimitive(this.#last)
    addWatermark(this.chart, watermark, tokens)
    this.chart.subscribeCrosshairMove((event) => this.#onCrosshair(event))
    this.chart.subscribeClick((event) => this.#onClick(event))
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#onRange(range))
    this.#layout()
  }

  remove(): void {
    this.chart.remove()
  }

  /** Only what changed at the end is redrawn; anything else is set anew. */
  setSlots(slots: Slot[]): void {
    const before = this.#slots
    const changed = before.findIndex((slot, index) => !sameSlot(slot, slots[index]))
    const from = changed === -1 ? before.length : changed
    this.#slots = slots
    this.#spans = spansOf(slots)
    if (before.length > 0 && from >= before.length - 2) {
      for (const slot of slots.slice(from)) {
        this.#main.update(slot)
        this.#volume.update(slot)
      }
    } else {
      this.#main.set(slots)
      this.#volume.set(slots)
    }
    this.#drawLast()
  }

  setCountdown(text: string): void {
    this.#countdown = text
    this.#drawLast()
  }

  #drawLast(): void {
    const candle = this.#slots.findLast((slot) => slot.candle)?.candle
    if (!candle) return
    const { tokens } = this.look
    const tone = Number(candle.close) >= Number(candle.open) ? tokens.up : tokens.down
    this.#last.set({ price: Number(candle.close), countdown: this.#countdown, back: tone, fore: tokens.surface })
    this.#main.api.applyOptions({ priceLineColor: tone })
  }

  setOverlays(overlays: OverlayData[]): void {
    const wanted = new Map(overlays.map((overlay) => [`${overlay.kind}:${overlay.period}`, overlay]))
    for (const [key, series] of this.#overlays) {
      if (wanted.has(key)) continue
      this.chart.removeSeries(series)
      this.#overlays.delete(key)
    }
    for (const [key, overlay] of wanted) {
      const series = this.#overlays.get(key) ?? addOverlay(this.chart, overlay, this.look.decimals)
      this.#overlays.set(key, series)
      series.applyOptions({ color: this.look.tokens[overlay.colour] })
      series.setData(overlayBars(this.#slots, overlay.items, overlay.kind === 'vol' ? 100 : 1))
    }
    this.#layout()
  }

  /** The price pane is the tallest; every pane has its primitive, the lowest one draws the rail. */
  #layout(): void {
    const panes = this.chart.panes()
    panes.forEach((pane, index) => {
      pane.setStretchFactor(index === 0 ? 1 : 0.17)
      let rail = this.#rails[index]
      if (!rail) {
        rail = new RailPrimitive(this.chart, () => ({
          slots: this.#slots,
          spans: this.#spans,
          tokens: this.look.tokens,
        }))
        this.#rails[index] = rail
        pane.attachPrimitive(rail)
      }
      rail.first = index === 0
      rail.lowest = index === panes.length - 1
    })
    this.#rails.length = panes.length
    const bottom = panes.length === 2 ? 0.12 : 0.02
    this.#volume.api.priceScale().applyOptions({ scaleMargins: { top: 0.18, bottom } })
  }

  /** The range's own span, also while its history is still being filled: empty on the left, not stretched. */
  show(count: number): void {
    const end = this.#slots.length
    this.chart.timeScale().setVisibleLogicalRange({ from: end - count - 0.5, to: end + 2 })
  }

  goToNow(): void {
    this.chart.timeScale().scrollToRealTime()
  }

  zoom(factor: number): void {
    const scale = this.chart.timeScale()
    const range = scale.getVisibleLogicalRange()
    if (range) scale.setVisibleLogicalRange({ from: range.to - (range.to - range.from) * factor, to: range.to })
  }

  /** Move the crosshair by candles, empty slots included; null takes it away. */
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

  #onRange(range: LogicalRange | null): void {
    if (range) this.events.onFollow(range.to >= this.#slots.length - 1)
  }
}
