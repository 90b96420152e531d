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

export async function exportPicture(handle: ChartHandle, info: ExportInfo): Promise<void> {
  const view = handle.view()
  const canvas = withHead(await handle.picture(), info, view)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob) download(fileName(info, 'png'), blob)
}

function withHead(chart: HTMLCanvasElement, info: ExportInfo, view: View | null): HTMLCanvasElement {
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
  context.fillText(caption(view, info), 14, 44)
  return canvas
}

export function caption(view: View | null, { source, mode }: ExportInfo): string {
  const moment = (ms: number): string => formatMoment(new Date(ms), new Date(0))
  const period = view ? `${moment(view.from)} – ${moment(view.to)} ${zoneName(new Date(view.to))}` : 'period unknown'
  const word = mode === 'live' ? 'live data' : (mode ?? 'unknown').toUpperCase()
  return `${source} · ${period} · ${word} · Tidemark, charts by TradingView Lightweight Charts™`
}
