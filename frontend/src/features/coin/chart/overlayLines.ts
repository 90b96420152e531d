/** The indicators' lines: made, updated and removed as the reader chooses them. */
import type { IChartApi, ISeriesApi } from 'lightweight-charts'
import { overlayLabel, overlayName } from '../overlays'
import type { Colours } from './colours'
import type { Slot, Span } from './grid'
import { LineName, type NamedLine } from './lineName'
import { overlayPoints } from './points'
import type { Taken } from './axisLabels'
import { addOverlay, paneOf, type OverlayData } from './series'

export class OverlayLines {
  readonly #lines = new Map<string, NamedLine>()

  constructor(
    private readonly chart: IChartApi,
    private readonly colours: Colours,
    private readonly decimals: number,
    /** The part of the price pane's axis that the last price covers. */
    private readonly taken: () => Taken | null,
  ) {}

  set(overlays: readonly OverlayData[], slots: readonly Slot[], spans: readonly Span[]): void {
    const wanted = new Map(overlays.map((overlay) => [overlayName(overlay), overlay]))
    for (const [name, { series }] of this.#lines) {
      if (wanted.has(name)) continue
      this.chart.removeSeries(series)
      this.#lines.delete(name)
    }
    for (const [name, overlay] of wanted) {
      const series = this.#lines.get(name)?.series ?? this.#add(name, overlay)
      const points = overlayPoints(slots, overlay.items, spans, overlay.kind === 'vol' ? 100 : 1)
      const color = this.colours[overlay.colour]
      series.applyOptions({ color })
      series.setData(points)
      this.#lines.set(name, { name, label: overlayLabel(overlay), pane: paneOf(overlay), series, points, color })
    }
  }

  #add(name: string, overlay: OverlayData): ISeriesApi<'Line'> {
    const series = addOverlay(this.chart, overlay, this.decimals)
    const pane = paneOf(overlay)
    const lines = (): NamedLine[] => [...this.#lines.values()].filter((line) => line.pane === pane)
    const taken = (): Taken | null => (pane === 0 ? this.taken() : null)
    series.attachPrimitive(new LineName(this.chart, name, this.colours.surface, lines, taken))
    return series
  }
}
