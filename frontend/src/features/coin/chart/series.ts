/** How each kind of series is made and formatted. */
import {
  CandlestickSeries,
  createTextWatermark,
  HistogramSeries,
  LineSeries,
  PriceScaleMode,
  type IChartApi,
  type ISeriesApi,
} from 'lightweight-charts'
import { formatPrice } from '@/lib/format'
import type { ChartType, Scale } from '../search'
import { candlePoint, linePoints, volumePoint } from './points'
import type { Slot, Span } from './grid'
import { alpha, type Colours } from './colours'

const priceFormat = (decimals: number) =>
  ({
    type: 'custom',
    formatter: (value: number) => formatPrice(value.toFixed(decimals), decimals),
    minMove: 10 ** -decimals,
  }) as const

const MODES: Record<Scale, PriceScaleMode> = {
  linear: PriceScaleMode.Normal,
  log: PriceScaleMode.Logarithmic,
  percent: PriceScaleMode.Percentage,
}

/** The series of the price: candles or a line. */
export class MainSeries {
  readonly api: ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>
  readonly #candles: ISeriesApi<'Candlestick'> | null
  readonly #line: ISeriesApi<'Line'> | null

  constructor(
    chart: IChartApi,
    type: ChartType,
    private readonly colours: Colours,
    decimals: number,
  ) {
    // The last price has a line and labels of our own: LastPrice.
    const shared = { priceFormat: priceFormat(decimals), priceLineVisible: false, lastValueVisible: false }
    this.#line = type === 'line' ? chart.addSeries(LineSeries, { ...shared, color: colours.text, lineWidth: 2 }) : null
    this.#candles = this.#line ? null : chart.addSeries(CandlestickSeries, shared)
    const api = this.#line ?? this.#candles
    if (!api) throw new Error('a chart has candles or a line')
    this.api = api
  }

  setScale(scale: Scale): void {
    this.api.priceScale().applyOptions({ mode: MODES[scale] })
  }

  /** A slot at or near the end; `closed`: one before the newest, changed by a late revision. False: set all instead. */
  update(slot: Slot, closed: boolean): boolean {
    this.#candles?.update(candlePoint(slot, this.colours), closed)
    return this.#line === null
  }

  set(slots: readonly Slot[], spans: readonly Span[]): void {
    this.#line?.setData(linePoints(slots, spans))
    this.#candles?.setData(slots.map((slot) => candlePoint(slot, this.colours)))
  }
}

export class VolumeSeries {
  readonly api: ISeriesApi<'Histogram'>

  constructor(
    chart: IChartApi,
    private readonly colours: Colours,
  ) {
    const options = { priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false } as const
    this.api = chart.addSeries(HistogramSeries, options, 1)
  }

  update(slot: Slot, closed: boolean): void {
    this.api.update(volumePoint(slot, this.colours), closed)
  }

  set(slots: readonly Slot[]): void {
    this.api.setData(slots.map((slot) => volumePoint(slot, this.colours)))
  }
}

export function addWatermark(chart: IChartApi, text: string, colours: Colours): void {
  const [pane] = chart.panes()
  if (!pane || text === '') return
  const line = { text, color: alpha(colours.unreal, 0.13), fontSize: 54, fontStyle: 'bold' }
  createTextWatermark(pane, { lines: [line] })
}
