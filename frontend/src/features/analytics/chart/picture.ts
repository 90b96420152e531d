/** A chart as a PNG at double resolution, with its title, source, period and the mode of the data above it. */
import { download } from '@/lib/csv'
import { caption, fileName, type About } from './about'
import { LinesChart, type Look } from './controller'
import type { Content } from './lines'

const SCALE = 2
const HEAD_PX = 56

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Drawn in a hidden copy, whose zoom sets the resolution of its canvases, independent of the screen's. */
async function drawTwice(
  box: HTMLElement,
  look: Look,
  content: Content,
  view: { from: number; to: number } | null,
): Promise<HTMLCanvasElement> {
  const copy = document.createElement('div')
  const { width, height } = box.getBoundingClientRect()
  const style = { position: 'fixed', left: '-20000px', top: '0', zoom: String(SCALE / devicePixelRatio) }
  Object.assign(copy.style, style, { width: `${width}px`, height: `${height}px` })
  document.body.append(copy)
  const twin = new LinesChart(copy, look, () => undefined)
  try {
    twin.set(content)
    await nextFrame()
    if (view) twin.show(view)
    await nextFrame()
    await nextFrame()
    return twin.screenshot()
  } finally {
    twin.remove()
    copy.remove()
  }
}

function withHead(chart: HTMLCanvasElement, about: About, text: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = chart.width
  canvas.height = chart.height + HEAD_PX * SCALE
  const context = canvas.getContext('2d')
  if (!context) return canvas
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  context.fillStyle = colour('surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(chart, 0, HEAD_PX * SCALE)
  context.scale(SCALE, SCALE)
  context.fillStyle = colour('text')
  context.font = "600 16px 'Inter Variable', Inter, sans-serif"
  context.fillText(about.title, 14, 24)
  context.font = "12px 'Inter Variable', Inter, sans-serif"
  context.fillStyle = colour(about.mode === 'live' ? 'text-2' : 'unreal')
  context.fillText(text, 14, 44)
  return canvas
}

export interface Shown {
  box: HTMLElement
  look: Look
  content: Content
  view: { from: number; to: number } | null
  times: readonly number[]
}

export async function savePicture({ box, look, content, view, times }: Shown, about: About): Promise<void> {
  const inView = view ? times.slice(Math.max(0, Math.ceil(view.from)), Math.floor(view.to) + 1) : times
  const canvas = withHead(await drawTwice(box, look, content, view), about, caption(inView, about))
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob) download(fileName(about, 'png'), blob)
}
