/**
 * The completeness rail as a pane primitive: hatched columns over all panes where nothing is known, and in the lowest
 * pane, just above the time axis, the rail itself.
 */
import type { IChartApi, IPanePrimitive, IPanePrimitivePaneView } from 'lightweight-charts'
import { formatSpan } from '@/lib/time'
import type { Slot, Span } from './grid'
import { alpha, FONT, type Colours } from './colours'

export const RAIL_PX = 6

/** Where the pane's renderer draws: `fancy-canvas` is a dependency of the library, not ours. */
type Renderer = NonNullable<ReturnType<IPanePrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

export interface RailState {
  slots: readonly Slot[]
  spans: readonly Span[]
  colours: Colours
}

interface Edges {
  left: number
  right: number
}

interface Size {
  width: number
  height: number
}

/** Of the fill from the rail's edges: what is not known is a thin line. */
const INSETS = { complete: 1, backfilled: 0, partial: 0, unknown: 2.5 } as const
const TAG_PADDING_PX = 7
const TAG_MARGIN_PX = 4

/** Where a column's tag begins: in the middle of the part in view, and never beyond the plot. Pure. */
export function tagLeft({ left, right }: Edges, width: number, plot: number): number {
  const middle = (Math.max(0, left) + Math.min(plot, right)) / 2
  return Math.max(TAG_MARGIN_PX, Math.min(plot - width - TAG_MARGIN_PX, middle - width / 2))
}

export class RailPrimitive implements IPanePrimitive {
  lowest = false
  first = false
  /** Where the last drawn tag ends: the next one is left out if it would lie on it. */
  #tagEnd = 0

  constructor(
    private readonly chart: IChartApi,
    private readonly state: () => RailState,
  ) {}

  paneViews(): IPanePrimitivePaneView[] {
    const renderer: Renderer = { draw: (target) => this.#draw(target) }
    return [{ zOrder: () => 'bottom', renderer: () => renderer }]
  }

  #edges(span: Span): Edges | null {
    const scale = this.chart.timeScale()
    const half = scale.options().barSpacing / 2
    const left = scale.logicalToCoordinate(span.from as never)
    const right = scale.logicalToCoordinate(span.to as never)
    return left === null || right === null ? null : { left: left - half, right: right + half }
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      this.#tagEnd = 0
      for (const span of this.state().spans) {
        const edges = this.#edges(span)
        if (!edges || edges.right < 0 || edges.left > mediaSize.width) continue
        if (span.state === 'none') this.#column(context, edges, mediaSize, span)
        if (this.lowest) this.#rail(context, edges, mediaSize.height - RAIL_PX, span)
      }
    })
  }

  #column(context: CanvasRenderingContext2D, { left, right }: Edges, { width, height }: Size, span: Span): void {
    const { colours } = this.state()
    context.save()
    hatch(context, left, 0, right - left, height, alpha(colours.hatch, 0.55))
    context.strokeStyle = colours.hatch
    context.setLineDash([2, 3])
    for (const x of [left, right]) line(context, x, 0, x, height)
    context.restore()
    if (this.first && right - left > 6) this.#tag(context, { left, right }, { width, height }, span)
  }

  #tag(context: CanvasRenderingContext2D, edges: Edges, size: Size, { from, to }: Span): void {
    const { slots, colours } = this.state()
    const stepMs = (slots[1]?.time ?? 0) - (slots[0]?.time ?? 0)
    const text = `no data ${formatSpan((to - from + 1) * stepMs)}`
    context.font = `11px ${FONT}`
    const width = context.measureText(text).width + 2 * TAG_PADDING_PX
    const x = tagLeft(edges, width, size.width)
    if (x < this.#tagEnd) return
    this.#tagEnd = x + width + TAG_MARGIN_PX
    context.fillStyle = colours['surface-3']
    context.strokeStyle = colours['border-strong']
    context.beginPath()
    context.roundRect(x, size.height - 26, width, 18, 4)
    context.fill()
    context.stroke()
    context.fillStyle = colours['text-2']
    context.fillText(text, x + TAG_PADDING_PX, size.height - 13)
  }

  #rail(context: CanvasRenderingContext2D, { left, right }: Edges, y: number, { state }: Span): void {
    const { colours } = this.state()
    const width = right - left
    if (state === 'none' || state === 'open') {
      context.save()
      if (state === 'none') hatch(context, left, y, width, RAIL_PX, colours.hatch)
      else context.setLineDash([2, 1.5])
      context.strokeStyle = state === 'none' ? colours.hatch : colours['text-2']
      context.strokeRect(left + 0.5, y + 0.5, Math.max(1, width - 1), RAIL_PX - 1)
      context.restore()
      return
    }
    const fills = { complete: alpha(colours['text-3'], 0.45), backfilled: colours.info, partial: colours.stale }
    context.fillStyle = { ...fills, unknown: colours['text-3'] }[state]
    const inset = INSETS[state]
    context.fillRect(left, y + inset, width, RAIL_PX - 2 * inset)
  }
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath()
  context.moveTo(x0, y0)
  context.lineTo(x1, y1)
  context.stroke()
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
): void {
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  context.strokeStyle = color
  context.lineWidth = 1.4
  for (let at = x - height; at < x + width; at += 6) line(context, at, y + height, at + height, y)
  context.restore()
}
