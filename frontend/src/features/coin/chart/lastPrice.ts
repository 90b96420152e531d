/** The last price: a dashed line, and on the price axis a tag with the countdown to the candle's close under it. */
import {
  LineStyle,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesPrimitive,
  type ISeriesPrimitiveAxisView,
  type SeriesType,
} from 'lightweight-charts'
import { labelAt, type Taken } from './axisLabels'

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

  #y(): number | null {
    return this.#shown && this.series.priceToCoordinate(this.#shown.price)
  }

  /** The part of the price axis that tag and countdown cover. */
  taken(): Taken | null {
    const y = this.#y()
    if (y === null) return null
    return { top: y - LINE_PX / 2 - 1, bottom: y + LINE_PX / 2 + 1 + (this.#shown?.countdown ? LINE_PX : 0) }
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    const shown = this.#shown
    const y = this.#y()
    if (!shown || y === null) return []
    const { countdown, back, fore, price } = shown
    const tag = labelAt(y, this.series.priceFormatter().format(price), fore, back)
    return countdown === '' ? [tag] : [tag, labelAt(y + LINE_PX, countdown, fore, back)]
  }
}
