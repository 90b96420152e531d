/** The chart as CSV (exact strings, ISO times) and as PNG (2×, with title, source, period and mode). */
import type { Mode } from '@/api/types'
import { download, downloadCsv } from '@/lib/csv'
import { formatMoment } from '@/lib/time'
import type { Slot } from './chart/grid'

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

const HEAD_PX = 56

export async function exportPicture(chart: HTMLCanvasElement, slots: readonly Slot[], info: ExportInfo): Promise<void> {
  const scale = 2
  const width = chart.width / devicePixelRatio
  const height = chart.height / devicePixelRatio
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = (height + HEAD_PX) * scale
  const context = canvas.getContext('2d')
  if (!context) return
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  context.scale(scale, scale)
  context.fillStyle = colour('surface')
  context.fillRect(0, 0, width, height + HEAD_PX)
  context.drawImage(chart, 0, HEAD_PX, width, height)
  context.fillStyle = colour('text')
  context.font = "600 16px 'Inter Variable', Inter, sans-serif"
  context.fillText(`${info.title} · ${info.interval}`, 14, 24)
  context.font = "12px 'Inter Variable', Inter, sans-serif"
  context.fillStyle = colour(info.mode === 'live' ? 'text-2' : 'unreal')
  context.fillText(caption(slots, info), 14, 44)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob) download(fileName(info, 'png'), blob)
}

function caption(slots: readonly Slot[], { source, mode }: ExportInfo): string {
  const [first, last] = [slots[0], slots.at(-1)]
  const now = new Date(0)
  const period =
    first && last ? `${formatMoment(new Date(first.time), now)} – ${formatMoment(new Date(last.time), now)} UTC` : ''
  const word = mode === 'live' ? 'live data' : (mode ?? 'unknown').toUpperCase()
  return `${source} · ${period} · ${word} · Tidemark, charts by TradingView Lightweight Charts™`
}
