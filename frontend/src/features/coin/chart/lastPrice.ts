/** The last price on the price axis, with the countdown to the candle's close under it. */
import type { ISeriesApi, ISeriesPrimitive, ISeriesPrimitiveAxisView, SeriesType } from 'lightweight-charts'

const LINE_PX = 16

interface Shown {
  price: number
  countdown: string
  back: string
  fore: string
}

export class LastPrice implements ISeriesPrimitive {
  #shown: Shown | null = null

  constructor(private readonly series: ISeriesApi<SeriesType>) {}

  set(shown: Shown): void {
    this.#shown = shown
  }

  priceAxisViews(): ISeriesPrimitiveAxisView[] {
    const shown = this.#shown
    const y = shown && this.series.priceToCoordinate(shown.price)
    if (!shown || y === null) return []
    const view = (text: string, at: number): ISeriesPrimitiveAxisView => ({
      coordinate: () => at,
      text: () => text,
      textColor: () => shown.fore,
      backColor: () => shown.back,
    })
    const price = view(this.series.priceFormatter().format(shown.price), y)
    return shown.countdown === '' ? [price] : [price, view(shown.countdown, y + LINE_PX)]
  }
}
