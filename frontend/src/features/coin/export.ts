/** The chart as CSV (exact strings, ISO times) and as PNG (2×, with title, source, period and mode). */
import type { Mode } from '@/api/types'
import { download, downloadCsv } from '@/lib/csv'
import { formatMoment, zoneName } from '@/lib/time'
import type { ChartHandle } from './chart/CandleChart'
import type { Slot } from './chart/grid'
import type { View } from './view'

export interface ExportInfo {
  coinId: string
  title: string
  source: string
  interval: string
  mode: Mode | null
}

const FIELDS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quote_volume',
  'trade_count',
  'status',
  'is_closed',
  'revision',
] as const

const fileName = ({ coinId, interval, mode }: ExportInfo, ending: string): string =>
  `tidemark-${coinId}-${interval}-${mode ?? 'unknown'}.${ending}`

export function exportCandles(slots: readonly Slot[], info: ExportInfo): void {
  const candles = slots.flatMap(({ candle }) => (candle ? [candle] : []))
  const rows = candles.map((candle) => [
    candle.open_time,
    candle.instrument_id,
    candle.interval,
    ...FIELDS.map((field) => candle[field]),
    info.source,
    info.mode,
  ])
  downloadCsv(fileName(info, 'csv'), ['open_time', 'instrument_id', 'interval', ...FIELDS, 'source', 'mode'], rows)
}

const SCALE = 2
const HEAD_PX = 56

/** The candles of a picture, and when it was taken. */
export interface Shown {
  slots: readonly Slot[]
  stepMs: number
  now: number
}

/** The part of the view that has candles: not the room to the right of the newest, which is in the future. */
export function periodOf(view: View | null, { slots, stepMs, now }: Shown): View | null {
  const [first, last] = [slots[0], slots.at(-1)]
  if (!view || !first || !last) return null
  const period = { from: Math.max(view.from, first.time), to: Math.min(view.to, last.time + stepMs, now) }
  return period.from < period.to ? period : null
}

export async function exportPicture(handle: ChartHandle, info: ExportInfo, shown: Shown): Promise<void> {
  const period = periodOf(handle.view(), shown)
  const canvas = withHead(await handle.picture(), info, period)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob) download(fileName(info, 'png'), blob)
}

function withHead(chart: HTMLCanvasElement, info: ExportInfo, period: View | null): HTMLCanvasElement {
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
  context.fillText(`${info.title} · ${info.interval}`, 14, 24)
  context.font = "12px 'Inter Variable', Inter, sans-serif"
  context.fillStyle = colour(info.mode === 'live' ? 'text-2' : 'unreal')
  context.fillText(caption(period, info), 14, 44)
  return canvas
}

export function caption(period: View | null, { source, mode }: ExportInfo): string {
  const moment = (ms: number): string => formatMoment(new Date(ms), new Date(0))
  const zone = zoneName(new Date(period?.to ?? 0))
  const text = period ? `${moment(period.from)} – ${moment(period.to)} ${zone}` : 'period unknown'
  const word = mode === 'live' ? 'live data' : (mode ?? 'unknown').toUpperCase()
  return `${source} · ${text} · ${word} · Tidemark, charts by TradingView Lightweight Charts™`
}
