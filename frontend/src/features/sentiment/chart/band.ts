/** The 95% interval behind the line of the score: a band, interrupted where there is no score. A score alone is a dot. */
import type {
  AutoscaleInfo,
  IChartApi,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
} from 'lightweight-charts'
import { at } from '@/ui/plot/timeAxis'
import type { ChartPoint } from './points'

type Renderer = NonNullable<ReturnType<IPrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

interface Edge {
  x: number
  low: number
  high: number
  score: number
}

const SINGLE_PX = 3
const SHARE = 0.22

/** Neighbours that have an interval, together. Pure. */
export function runsOf<T>(points: readonly (T | null)[]): T[][] {
  const runs: T[][] = []
  let run: T[] | null = null
  for (const point of points) {
    if (point === null) run = null
    else if (run) run.push(point)
    else runs.push((run = [point]))
  }
  return runs
}

/** How far the scale reaches: all intervals in view, and always the zone around zero. Pure. */
export function reachOf(points: readonly ChartPoint[], least: number): { minValue: number; maxValue: number } {
  const ends = points.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]))
  return { minValue: Math.min(-least, ...ends), maxValue: Math.max(least, ...ends) }
}

/** The line has nothing to draw of a point without neighbours. */
function fillSingle(context: CanvasRenderingContext2D, { x, low, high, score }: Edge): void {
  context.fillRect(x - SINGLE_PX / 2, high, SINGLE_PX, low - high)
  context.globalAlpha = 1
  context.beginPath()
  context.arc(x, score, SINGLE_PX, 0, 2 * Math.PI)
  context.fill()
  context.globalAlpha = SHARE
}

function fillRun(context: CanvasRenderingContext2D, run: readonly Edge[]): void {
  context.beginPath()
  for (const { x, high } of run) context.lineTo(x, high)
  for (const { x, low } of run.toReversed()) context.lineTo(x, low)
  context.closePath()
  context.fill()
}

export class Band implements ISeriesPrimitive {
  #points: readonly ChartPoint[] = []

  constructor(
    private readonly chart: IChartApi,
    private readonly series: ISeriesApi<'Line'>,
    private readonly colour: string,
    private readonly least: number,
  ) {}

  set(points: readonly ChartPoint[]): void {
    this.#points = points
  }

  autoscaleInfo(from: Logical, to: Logical): AutoscaleInfo {
    const inView = this.#points.slice(Math.max(0, Math.floor(from)), Math.ceil(to) + 1)
    return { priceRange: reachOf(inView, this.least) }
  }

  paneViews(): readonly IPrimitivePaneView[] {
    const renderer: Renderer = { draw: (target) => this.#draw(target) }
    return [{ zOrder: () => 'bottom', renderer: () => renderer }]
  }

  #edge(point: ChartPoint): Edge | null {
    if (point.score === null || point.low === null || point.high === null) return null
    const x = this.chart.timeScale().timeToCoordinate(at(point.time))
    const [low, high, score] = [point.low, point.high, point.score].map((value) => this.series.priceToCoordinate(value))
    if (x === null || low == null || high == null || score == null) return null
    return { x, low, high, score }
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      context.save()
      context.globalAlpha = SHARE
      context.fillStyle = this.colour
      for (const run of runsOf(this.#points.map((point) => this.#edge(point)))) {
        const [first] = run
        if (first && run.length === 1) fillSingle(context, first)
        else fillRun(context, run)
      }
      context.restore()
    })
  }
}
