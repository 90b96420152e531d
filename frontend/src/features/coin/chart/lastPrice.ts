/** The last price: a dashed line, and on the price axis a tag with the countdown to the candle's close under it. */
import {
  LineStyle,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesPrimitive,
  type ISeriesPrimitiveAxisView,
  type SeriesType,
} from 'lightweight-charts'
import { AxisLabels } from './axisLabels'

const LINE_PX = 16

interface Shown {
  price: number
  countdown: string
  back: string
  fore: string
}

export class LastPrice implements ISeriesPrimitive {
  #shown: Shown | null = null
  #line: IPriceLine | null = null
  readonly #labels = new AxisLabels()

  constructor(private readonly series: ISeriesApi<SeriesType>) {}

  set(shown: Shown): void {
    this.#shown = shown
    const line = { price: shown.price, color: shown.back }
    if (this.#line) this.#line.applyOptions(line)
    else {
      const fixed = { lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: false, title: '' } as const
      this.#line = this.series.createPriceLine({ ...line, ...fixed })
    }
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    const shown = this.#shown
    const y = shown && this.series.priceToCoordinate(shown.price)
    if (!shown || y === null) return this.#labels.of([])
    const { countdown, back, fore } = shown
    const price = { text: this.series.priceFormatter().format(shown.price), y, fore, back }
    return this.#labels.of(countdown === '' ? [price] : [price, { text: countdown, y: y + LINE_PX, fore, back }])
  }
}
