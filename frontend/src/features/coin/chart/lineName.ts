/** Draws a line's name at its last visible point. A primitive of the series, because a pane's are drawn below the lines. */
import type { IChartApi, ISeriesApi, ISeriesPrimitive, IPrimitivePaneView } from 'lightweight-charts'
import type { LinePoint } from './points'
import { FONT, type Colours } from './colours'

type Renderer = NonNullable<ReturnType<IPrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

export interface NamedLine {
  name: string
  color: string
  series: ISeriesApi<'Line'>
  /** One point for each slot of the grid. */
  points: readonly LinePoint[]
}

export interface Label {
  name: string
  color: string
  x: number
  y: number
}

const APART_PX = 13

/** Names that would lie on one another are moved apart, downwards. Pure. */
export function spread(labels: readonly Label[]): Label[] {
  let free = -Infinity
  return labels
    .toSorted((a, b) => a.y - b.y)
    .map((label) => {
      const y = Math.max(label.y, free)
      free = y + APART_PX
      return { ...label, y }
    })
}

export class LineName implements ISeriesPrimitive {
  constructor(
    private readonly chart: IChartApi,
    private readonly colours: Colours,
    private readonly name: string,
    /** All lines of the pane: a name moves below those above it. */
    private readonly lines: () => NamedLine[],
  ) {}

  paneViews(): IPrimitivePaneView[] {
    const renderer: Renderer = { draw: (target) => this.#draw(target) }
    return [{ zOrder: () => 'top', renderer: () => renderer }]
  }

  #label({ name, color, series, points }: NamedLine): Label | null {
    const scale = this.chart.timeScale()
    const range = scale.getVisibleLogicalRange()
    if (!range) return null
    const last = Math.min(points.length - 1, Math.floor(range.to))
    const index = points.findLastIndex((point, at) => at <= last && 'value' in point)
    const point = points[index]
    if (!point || !('value' in point) || index < range.from) return null
    const [x, y] = [scale.logicalToCoordinate(index as never), series.priceToCoordinate(point.value)]
    return x === null || y === null ? null : { name, color, x, y }
  }

  #draw(target: Target): void {
    const labels = spread(this.lines().flatMap((line) => this.#label(line) ?? []))
    const own = labels.find(({ name }) => name === this.name)
    if (!own) return
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.font = `600 11px ${FONT}`
      context.lineWidth = 4
      context.lineJoin = 'round'
      context.strokeStyle = this.colours.surface
      const left = Math.min(own.x + 6, mediaSize.width - context.measureText(own.name).width - 4)
      context.strokeText(own.name, left, own.y + 4)
      context.fillStyle = own.color
      context.fillText(own.name, left, own.y + 4)
    })
  }
}
