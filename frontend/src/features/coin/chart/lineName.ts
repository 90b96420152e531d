/** A line's name on the price axis, at the height of its last visible point: there it covers no candle. */
import type {
  IChartApi,
  ISeriesApi,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  LogicalRange,
} from 'lightweight-charts'
import { labelAt, placeNames, type NamePlace, type Taken } from './axisLabels'
import type { LinePoint } from './points'

export interface NamedLine {
  name: string
  /** Its name on the price axis. */
  label: string
  pane: number
  color: string
  series: ISeriesApi<'Line'> | ISeriesApi<'Histogram'>
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

type Lines = () => NamedLine[]

export class LineName implements ISeriesPrimitive {
  constructor(
    private readonly chart: IChartApi,
    private readonly name: string,
    private readonly textColor: string,
    /** All lines of the pane: their names make room for one another. */
    private readonly lines: Lines,
    private readonly taken: () => Taken | null,
  ) {}

  #places(): NamePlace[] {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    if (!range) return []
    return this.lines().flatMap(({ name, series, points }) => {
      const value = lastVisible(points, range)
      const y = value === null ? null : series.priceToCoordinate(value)
      return y === null ? [] : [{ name, y }]
    })
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    const own = placeNames(this.#places(), this.taken()).find(({ name }) => name === this.name)
    const line = this.lines().find(({ name }) => name === this.name)
    return own && line ? [labelAt(own.y, line.label, this.textColor, line.color)] : []
  }
}
