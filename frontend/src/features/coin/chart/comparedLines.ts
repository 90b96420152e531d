/** Other coins over the price, each as a line in per cent of its own price at the left edge of the plot. */
import { LineSeries, type IChartApi, type ISeriesApi } from 'lightweight-charts'
import type { ComparedCoin } from '../compared'
import type { Taken } from './axisLabels'
import type { Colours } from './colours'
import type { Slot } from './grid'
import { LineName, type NamedLine } from './lineName'
import { linePoints, onGrid } from './points'

export class ComparedLines {
  readonly #lines = new Map<string, NamedLine & { series: ISeriesApi<'Line'> }>()
  #compared: readonly ComparedCoin[] = []
  #grid = ''

  constructor(
    private readonly chart: IChartApi,
    private readonly colours: Colours,
    private readonly taken: () => Taken | null,
  ) {}

  set(compared: readonly ComparedCoin[], slots: readonly Slot[]): void {
    const grid = `${slots[0]?.time ?? ''} ${slots.length}`
    if (compared === this.#compared && grid === this.#grid) return
    this.#compared = compared
    this.#grid = grid
    const wanted = new Set(compared.map(({ coinId }) => coinId))
    for (const [id, { series }] of this.#lines) {
      if (wanted.has(id)) continue
      this.chart.removeSeries(series)
      this.#lines.delete(id)
    }
    for (const one of compared) this.#draw(one, slots)
  }

  #draw({ coinId, symbol, colour, slots: own, spans }: ComparedCoin, slots: readonly Slot[]): void {
    const series = this.#lines.get(coinId)?.series ?? this.#add(coinId)
    const color = this.colours[colour]
    const points = onGrid(slots, linePoints(own, spans))
    series.applyOptions({ color })
    series.setData(points)
    this.#lines.set(coinId, { name: coinId, label: symbol, pane: 0, series, points, color })
  }

  #add(coinId: string): ISeriesApi<'Line'> {
    const options = {
      lineWidth: 2,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    } as const
    const series = this.chart.addSeries(LineSeries, options, 0)
    const lines = (): NamedLine[] => [...this.#lines.values()]
    series.attachPrimitive(new LineName(this.chart, coinId, this.colours.surface, lines, this.taken))
    return series
  }
}
