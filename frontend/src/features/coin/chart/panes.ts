/** The panes' heights, the completeness rail in each, and the titles of those under the price. */
import type { IChartApi, IPaneApi, Time } from 'lightweight-charts'
import { PaneTitles, type PaneTitle } from './paneTitles'
import { RailPrimitive, type RailState } from './railPrimitive'

const LOW_PANE = 0.17

export class Panes {
  /** By pane, not by index: when one is removed those below it move up. */
  readonly #rails = new WeakMap<IPaneApi<Time>, RailPrimitive>()

  constructor(
    private readonly chart: IChartApi,
    private readonly state: () => RailState,
    private readonly titles: (pane: number) => readonly PaneTitle[],
  ) {}

  /** The price pane is the tallest; the lowest one draws the rail. */
  layout(): void {
    const panes = this.chart.panes()
    panes.forEach((pane, index) => {
      const rail = this.#rails.get(pane) ?? this.#furnish(pane, index)
      rail.first = index === 0
      rail.lowest = index === panes.length - 1
    })
  }

  /** Only a new pane gets its height: the reader may have changed it since. */
  #furnish(pane: IPaneApi<Time>, index: number): RailPrimitive {
    const rail = new RailPrimitive(this.chart, this.state)
    this.#rails.set(pane, rail)
    pane.setStretchFactor(index === 0 ? 1 : LOW_PANE)
    pane.attachPrimitive(rail)
    if (index > 0) pane.attachPrimitive(new PaneTitles(pane, this.state().colours, this.titles))
    return rail
  }
}
