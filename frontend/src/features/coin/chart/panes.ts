/** The panes' heights, and the completeness rail in each. */
import type { IChartApi, IPaneApi, Time } from 'lightweight-charts'
import { RailPrimitive, type RailState } from './railPrimitive'

const LOW_PANE = 0.17

export class Panes {
  readonly #rails: RailPrimitive[] = []

  constructor(
    private readonly chart: IChartApi,
    private readonly state: () => RailState,
  ) {}

  /** The price pane is the tallest; the lowest one draws the rail. */
  layout(): void {
    const panes = this.chart.panes()
    panes.forEach((pane, index) => {
      const rail = (this.#rails[index] ??= this.#addRail(pane, index))
      rail.first = index === 0
      rail.lowest = index === panes.length - 1
    })
    this.#rails.length = panes.length
  }

  /** Only a new pane gets its height: the reader may have changed it since. */
  #addRail(pane: IPaneApi<Time>, index: number): RailPrimitive {
    const rail = new RailPrimitive(this.chart, this.state)
    pane.setStretchFactor(index === 0 ? 1 : LOW_PANE)
    pane.attachPrimitive(rail)
    return rail
  }
}
