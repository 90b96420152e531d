/** A shaded band behind the lines: between two lines, interrupted where they are, or between two levels. */
import type { IChartApi, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive } from 'lightweight-charts'
import { isCut, type LinePoint } from './points'

type Renderer = NonNullable<ReturnType<IPrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

export type BandEdges = { upper: readonly LinePoint[]; lower: readonly LinePoint[] } | { low: number; high: number }

/** Indexes of points that both edges have, in runs: a run ends where a line is cut. Pure. */
export function bandRuns(
  upper: readonly LinePoint[],
  lower: readonly LinePoint[],
  from: number,
  to: number,
): number[][] {
  const runs: number[][] = [[]]
  for (let index = Math.max(0, from); index <= Math.min(upper.length - 1, to); index++) {
    const [top, bottom] = [upper[index], lower[index]]
    if (!top || !bottom || !('value' in top) || !('value' in bottom)) continue
    runs.at(-1)?.push(index)
    if (isCut(top)) runs.push([])
  }
  return runs.filter((run) => run.length > 1)
}

export class BandFill implements ISeriesPrimitive {
  constructor(
    private readonly chart: IChartApi,
    private readonly series: ISeriesApi<'Line'> | ISeriesApi<'Histogram'>,
    private readonly colour: string,
    private readonly edges: () => BandEdges,
  ) {}

  paneViews(): readonly IPrimitivePaneView[] {
    const renderer: Renderer = { draw: (target) => this.#draw(target) }
    return [{ zOrder: () => 'bottom', renderer: () => renderer }]
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.fillStyle = this.colour
      const edges = this.edges()
      if ('low' in edges) this.#fillLevels(context, mediaSize.width, edges.low, edges.high)
      else this.#fillBetween(context, edges.upper, edges.lower)
    })
  }

  #fillLevels(context: CanvasRenderingContext2D, width: number, low: number, high: number): void {
    const [top, bottom] = [this.series.priceToCoordinate(high), this.series.priceToCoordinate(low)]
    if (top !== null && bottom !== null) context.fillRect(0, top, width, bottom - top)
  }

  #fillBetween(context: CanvasRenderingContext2D, upper: readonly LinePoint[], lower: readonly LinePoint[]): void {
    const scale = this.chart.timeScale()
    const range = scale.getVisibleLogicalRange()
    if (!range) return
    const trace = (points: readonly LinePoint[], run: readonly number[]): void => {
      for (const index of run) {
        const point = points[index]
        const x = scale.logicalToCoordinate(index as never)
        const y = point && 'value' in point ? this.series.priceToCoordinate(point.value) : null
        if (x !== null && y !== null) context.lineTo(x, y)
      }
    }
    for (const run of bandRuns(upper, lower, Math.floor(range.from) - 1, Math.ceil(range.to) + 1)) {
      context.beginPath()
      trace(upper, run)
      trace(lower, run.toReversed())
      context.closePath()
      context.fill()
    }
  }
}
