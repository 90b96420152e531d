/** What is drawn behind lines: the band around one of them, and the rail of what is complete above the time axis. */
import type { IChartApi, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, Logical } from 'lightweight-charts'
import { at } from '@/ui/plot/timeAxis'
import type { BandPoint, Run } from './lines'

type Renderer = NonNullable<ReturnType<IPrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

const BAND_SHARE = 0.22
const RAIL_PX = 6
const HATCH_PX = 6

interface Edge {
  x: number
  low: number
  high: number
}

/** Neighbours that have a value, together. Pure. */
export function pieces<T>(points: readonly (T | null)[]): T[][] {
  const found: T[][] = []
  let piece: T[] | null = null
  for (const point of points) {
    if (point === null) piece = null
    else if (piece) piece.push(point)
    else found.push((piece = [point]))
  }
  return found
}

const view = (draw: (target: Target) => void): readonly IPrimitivePaneView[] => [
  { zOrder: () => 'bottom', renderer: () => ({ draw }) },
]

export class Band implements ISeriesPrimitive {
  points: readonly BandPoint[] = []

  constructor(
    private readonly chart: IChartApi,
    private readonly series: ISeriesApi<'Line'>,
    private readonly colour: string,
  ) {}

  paneViews(): readonly IPrimitivePaneView[] {
    return view((target) => this.#draw(target))
  }

  #edge({ time, low, high }: BandPoint): Edge | null {
    if (low === null || high === null) return null
    const x = this.chart.timeScale().timeToCoordinate(at(time))
    const [bottom, top] = [this.series.priceToCoordinate(low), this.series.priceToCoordinate(high)]
    return x === null || bottom === null || top === null ? null : { x, low: bottom, high: top }
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      context.save()
      context.globalAlpha = BAND_SHARE
      context.fillStyle = this.colour
      for (const piece of pieces(this.points.map((point) => this.#edge(point)))) {
        context.beginPath()
        for (const { x, high } of piece) context.lineTo(x, high)
        for (const { x, low } of piece.toReversed()) context.lineTo(x, low)
        context.closePath()
        context.fill()
      }
      context.restore()
    })
  }
}

export interface RailColours {
  complete: string
  backfilled: string
  partial: string
  none: string
}

interface Place {
  x: number
  width: number
}

/** Grey where all is complete, cyan back-filled, amber partial, hatched where nothing is known. */
export class Rail implements ISeriesPrimitive {
  runs: readonly Run[] = []

  constructor(
    private readonly chart: IChartApi,
    private readonly colours: RailColours,
  ) {}

  paneViews(): readonly IPrimitivePaneView[] {
    return view((target) => this.#draw(target))
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context, mediaSize: { height } }) => {
      for (const run of this.runs) {
        const place = this.#placeOf(run)
        if (place === null) continue
        if (run.status === null) this.#hatch(context, place, height)
        const { colour, alpha, thin } = this.#look(run.status)
        context.fillStyle = colour
        context.globalAlpha = alpha
        context.fillRect(place.x, height - RAIL_PX + thin, place.width, RAIL_PX - 2 * thin)
        context.globalAlpha = 1
      }
    })
  }

  #placeOf({ from, to }: Run): Place | null {
    const scale = this.chart.timeScale()
    const half = scale.options().barSpacing / 2
    const [left, right] = [scale.logicalToCoordinate(from as Logical), scale.logicalToCoordinate(to as Logical)]
    return left === null || right === null ? null : { x: left - half, width: right - left + 2 * half }
  }

  #look(status: Run['status']): { colour: string; alpha: number; thin: number } {
    if (status === null) return { colour: this.colours.none, alpha: 0.35, thin: 0 }
    if (status === 'complete') return { colour: this.colours.complete, alpha: 0.45, thin: 1 }
    return { colour: this.colours[status], alpha: 1, thin: 0 }
  }

  /** Over the whole height: no line crosses it. */
  #hatch(context: CanvasRenderingContext2D, { x, width }: Place, height: number): void {
    context.save()
    context.beginPath()
    context.rect(x, 0, width, height)
    context.clip()
    context.globalAlpha = 0.4
    context.strokeStyle = this.colours.none
    context.beginPath()
    for (let from = x - height; from < x + width; from += HATCH_PX) {
      context.moveTo(from, height)
      context.lineTo(from + height, 0)
    }
    context.stroke()
    context.restore()
  }
}
