/** The search parameters of the coin page's URL. Defaults are not named, unknown values are dropped. */
import { INTERVALS, type Interval } from '@/api/types'
import { DEFAULT_RANGE, RANGES, type Range } from '@/lib/preferences'
import { parseView } from './view'

export type ChartType = 'candle' | 'line'

export interface CoinSearch {
  range?: Range
  interval?: Interval
  venue?: string
  type?: ChartType
  scale?: 'log'
  ind?: string
  /** The visible part of time, both or neither. */
  from?: string
  to?: string
}

export function checkCoinSearch(raw: Record<string, unknown>): CoinSearch {
  const { from, to } = raw as Record<string, string | undefined>
  const search: CoinSearch = {
    range: RANGES.find((one) => one === raw.range && one !== DEFAULT_RANGE),
    interval: INTERVALS.find((one) => one === raw.interval),
    venue: typeof raw.venue === 'string' && raw.venue !== '' && raw.venue !== 'composite' ? raw.venue : undefined,
    type: raw.type === 'line' ? 'line' : undefined,
    scale: raw.scale === 'log' ? 'log' : undefined,
    ind: typeof raw.ind === 'string' ? raw.ind : undefined,
    ...(parseView({ from, to }) ? { from, to } : {}),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

const HOUR = 3_600_000
export const RANGE_MS: Record<Range, number> = { '1H': HOUR, '24H': 24 * HOUR, '7D': 168 * HOUR, '1M': 720 * HOUR }

export const INTERVAL_MS: Record<Interval, number> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': 24 * HOUR,
}

export function defaultInterval(range: Range, phone: boolean): Interval {
  if (range === '7D') return phone ? '4h' : '1h'
  return ({ '1H': '1m', '24H': '5m', '1M': '4h' } as const)[range]
}

/** The intervals that make a readable chart of a range: at least 6 candles, at most what one answer holds. */
export function intervalsFor(range: Range): Interval[] {
  return INTERVALS.filter((interval) => {
    const count = RANGE_MS[range] / INTERVAL_MS[interval]
    return count >= 6 && count <= 1000
  })
}

export interface Overlay {
  kind: 'sma' | 'ema' | 'vol'
  period: number
}

export const DEFAULT_OVERLAYS = 'sma:20,ema:50'

/** `sma:20,ema:50,vol:24`; at most four, `none` for none. */
export function parseOverlays(ind: string | undefined): Overlay[] {
  return (ind ?? DEFAULT_OVERLAYS)
    .split(',')
    .flatMap((part): Overlay[] => {
      const [kind, period] = part.split(':')
      const known = kind === 'sma' || kind === 'ema' || kind === 'vol'
      return known && Number(period) >= 2 && Number(period) <= 500 ? [{ kind, period: Math.round(Number(period)) }] : []
    })
    .slice(0, 4)
}

export function formatOverlays(overlays: Overlay[]): string | undefined {
  const text = overlays.map(({ kind, period }) => `${kind}:${period}`).join(',') || 'none'
  return text === DEFAULT_OVERLAYS ? undefined : text
}
