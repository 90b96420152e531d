/** Draws a hidden copy of the chart at double resolution, for the exported picture. */
import { ChartController, type Look } from './controller'
import type { Slot, Span } from './grid'
import type { ComparedCoin } from '../compared'
import type { ShownIndicator } from '../indicators/shown'
import type { Scale } from '../search'
import type { View } from '../view'

export interface Content {
  slots: readonly Slot[]
  spans: readonly Span[]
  stepMs: number
  newest: number | null
  indicators: readonly ShownIndicator[]
  compared: readonly ComparedCoin[]
  scale: Scale
  view: View | null
}

export const PICTURE_SCALE = 2

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))

/** A hidden tab paints no frames, so a picture is only taken on the reader's own click. */
export async function drawPicture(box: HTMLElement, look: Look, content: Content): Promise<HTMLCanvasElement> {
  const copy = document.createElement('div')
  const { width, height } = box.getBoundingClientRect()
  // The zoom sets the resolution of the canvases, independent of the screen's.
  const style = { position: 'fixed', left: '-20000px', top: '0', zoom: String(PICTURE_SCALE / devicePixelRatio) }
  Object.assign(copy.style, style, { width: `${width}px`, height: `${height}px` })
  document.body.append(copy)
  const nothing = (): void => undefined
  const events = { onCrosshair: nothing, onSpan: nothing, onFollow: nothing, onView: nothing }
  const twin = new ChartController(copy, look, events)
  try {
    twin.setSlots(content.slots, content.spans, content.stepMs)
    twin.setNewest(content.newest)
    twin.setIndicators(content.indicators)
    twin.setCompared(content.compared)
    twin.setScale(content.scale)
    await nextFrame()
    if (content.view) twin.viewport.show(content.view)
    await nextFrame()
    await nextFrame()
    return twin.chart.takeScreenshot(true)
  } finally {
    twin.remove()
    copy.remove()
  }
}
