/** The indicators' lines: made, updated and removed as the reader chooses them. */
import type { IChartApi, ISeriesApi } from 'lightweight-charts'
import { overlayLabel, overlayName } from '../overlays'
import type { Colours } from './colours'
import type { Slot, Span } from './grid'
import { LineName, type NamedLine } from './lineName'
import { overlayPoints } from './points'
import { addOverlay, type OverlayData } from './series'

export class OverlayLines {
  readonly #lines = new Map<string, NamedLine>()

  constructor(
    private readonly chart: IChartApi,
    private readonly colours: Colours,
    private readonly decimals: number,
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
      this.#lines.set(name, { name, series, points, color })
    }
  }

  #add(name: string, overlay: OverlayData): ISeriesApi<'Line'> {
    const series = addOverlay(this.chart, overlay, this.decimals)
    const line = (): NamedLine | undefined => this.#lines.get(name)
    series.attachPrimitive(new LineName(this.chart, overlayLabel(overlay), this.colours.surface, line))
    return series
  }
}
