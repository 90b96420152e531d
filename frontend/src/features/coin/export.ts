/** The chart as CSV (exact strings, ISO times) and as PNG (2×, with title, source, period and mode). */
import type { Mode } from '@/api/types'
import { download, downloadCsv, type Cell } from '@/lib/csv'
import { formatMoment, zoneName } from '@/lib/time'
import type { ChartHandle } from './chart/CandleChart'
import type { Slot } from './chart/grid'
import type { ShownIndicator } from './indicators/shown'
import type { ChartModel } from './useChart'
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

type Model = Pick<ChartModel, 'slots' | 'indicators' | 'compared'>

/** One output: `sma:20`; of several each, `bb:20:2 upper`; and how complete the candles were that they come from. */
const indicatorHeads = ({ spec, outputs }: ShownIndicator): string[] => [
  ...outputs.map((output) => (outputs.length === 1 ? spec : `${spec} ${output}`)),
  `${spec} status`,
]

function indicatorCells({ points, outputs }: ShownIndicator, time: number): Cell[] {
  const point = points.get(time)
  return [...outputs.map((output) => point?.values[output]), point && (point.warm ? point.status : 'warming_up')]
}

/** Candles, oldest first, with the indicators and the compared coins of the chart. Pure. */
export function candleRows(
  { slots, indicators, compared }: Model,
  info: ExportInfo,
): { head: string[]; rows: Cell[][] } {
  const candles = slots.flatMap(({ candle }) => (candle ? [candle] : []))
  const others = compared.map((one) => new Map(one.slots.map(({ time, candle }) => [time, candle?.close])))
  const rows = candles.map((candle): Cell[] => {
    const time = Date.parse(candle.open_time)
    return [
      candle.open_time,
      candle.instrument_id,
      candle.interval,
      ...FIELDS.map((field) => candle[field]),
      ...indicators.flatMap((one) => indicatorCells(one, time)),
      ...others.map((closes) => closes.get(time)),
      info.source,
      info.mode,
    ]
  })
  const names = [...indicators.flatMap(indicatorHeads), ...compared.map(({ coinId }) => `close ${coinId}`)]
  return { head: ['open_time', 'instrument_id', 'interval', ...FIELDS, ...names, 'source', 'mode'], rows }
}

export function exportCandles(model: Model, info: ExportInfo): void {
  const { head, rows } = candleRows(model, info)
  downloadCsv(fileName(info, 'csv'), head, rows)
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
