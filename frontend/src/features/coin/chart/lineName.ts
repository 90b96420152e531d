/** A line's name on the price axis, at the height of its last visible point: there it covers no candle. */
import type {
  IChartApi,
  ISeriesApi,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  LogicalRange,
} from 'lightweight-charts'
import { AxisLabels } from './axisLabels'
import type { LinePoint } from './points'

export interface NamedLine {
  name: string
  color: string
  series: ISeriesApi<'Line'>
  /** One point for each slot of the grid. */
  points: readonly LinePoint[]
}

/** The value of the last point in view, or null if none is. Pure. */
export function lastVisible(
  points: readonly LinePoint[],
  { from, to }: Pick<LogicalRange, 'from' | 'to'>,
): number | null {
  for (let index = Math.min(points.length - 1, Math.floor(to)); index >= from && index >= 0; index--) {
    const point = points[index]
    if (point && 'value' in point) return point.value
  }
  return null
}

export class LineName implements ISeriesPrimitive {
  readonly #labels = new AxisLabels()

  constructor(
    private readonly chart: IChartApi,
    private readonly text: string,
    private readonly textColor: string,
    private readonly line: () => NamedLine | undefined,
  ) {}

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    const line = this.line()
    const value = range && line ? lastVisible(line.points, range) : null
    const y = value === null ? null : line?.series.priceToCoordinate(value)
    if (!line || y == null) return this.#labels.of([])
    return this.#labels.of([{ text: this.text, y, fore: this.textColor, back: line.color }])
  }
}
