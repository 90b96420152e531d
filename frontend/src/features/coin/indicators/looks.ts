/**
 * How an indicator is drawn: on the price or in a pane of its own, and how its values are written. What the registry has
 * and this table has not is drawn by its unit. Pure.
 */
import type { IndicatorKind } from '@/api/indicators'
import { formatCompact, formatPercent, formatPrice, roundText, MINUS } from '@/lib/format'

/** `percent`: a share, 0.5 is 50%; `points`: already in per cent. */
export type Written = 'price' | 'percent' | 'points' | 'number' | 'volume'

export interface Look {
  /** The name in the legend, before its parameters. */
  name?: string
  /** The name on the price axis, which has room for ten letters. */
  axis?: string
  /** Indicators of one pane share its scale. `price` is the pane of the candles. */
  pane: string
  written: Written
  /** Dashed lines across the pane; between two of them the pane is shaded. */
  guides?: readonly number[]
}

const PRICE = { pane: 'price', written: 'price' } as const
const VOLATILITY = { pane: 'volatility', written: 'percent' } as const
const ratio = (name: string, guide = 0): Look => ({ name, pane: name, written: 'number', guides: [guide] })

const LOOKS: Record<string, Look> = {
  sma: { name: 'SMA', ...PRICE },
  ema: { name: 'EMA', ...PRICE },
  wma: { name: 'WMA', ...PRICE },
  vwap: { name: 'VWAP', ...PRICE },
  anchored_vwap: { name: 'Anchored VWAP', axis: 'aVWAP', ...PRICE },
  bb: { name: 'Bollinger', axis: 'BB', ...PRICE },
  rsi: { name: 'RSI', pane: 'rsi', written: 'number', guides: [30, 70] },
  stoch: { name: 'Stochastic', axis: 'Stoch', pane: 'stoch', written: 'number', guides: [20, 80] },
  macd: { name: 'MACD', pane: 'macd', written: 'price', guides: [0] },
  atr: { name: 'ATR', pane: 'atr', written: 'price' },
  obv: { name: 'OBV', pane: 'obv', written: 'volume' },
  cvd: { name: 'CVD', pane: 'cvd', written: 'volume', guides: [0] },
  realized_volatility: { name: 'Realised volatility', axis: 'Vol.', ...VOLATILITY },
  parkinson: { name: 'Parkinson', axis: 'Park.', ...VOLATILITY },
  garman_klass: { name: 'Garman–Klass', axis: 'GK', ...VOLATILITY },
  yang_zhang: { name: 'Yang–Zhang', axis: 'YZ', ...VOLATILITY },
  drawdown: { name: 'Drawdown', axis: 'Drawd.', pane: 'drawdown', written: 'points', guides: [0] },
  sharpe: ratio('Sharpe'),
  sortino: ratio('Sortino'),
  beta: ratio('Beta', 1),
  zscore: ratio('Z-score'),
}

const BY_UNIT: Record<IndicatorKind['unit'], Written> = {
  price: 'price',
  price_difference: 'price',
  percent: 'points',
  ratio: 'number',
  volume: 'volume',
}

/** The registry as far as it is known. */
export type Registry = readonly IndicatorKind[]

export function lookOf(name: string, registry: Registry): Look {
  const known = LOOKS[name]
  if (known) return known
  const kind = registry.find((one) => one.name === name)
  const written = kind ? BY_UNIT[kind.unit] : 'number'
  return { pane: kind?.unit === 'price' ? 'price' : name, written, ...(kind && { name: kind.label }) }
}

/** `realized_volatility` without a name of its own: `realized volatility`. */
const plain = (name: string): string => name.replaceAll('_', ' ')

export const nameOf = (name: string, params: readonly string[], look: Look): string =>
  [look.name ?? plain(name), params.join(', ')].filter(Boolean).join(' ')

export const axisNameOf = (name: string, params: readonly string[], look: Look): string =>
  [look.axis ?? (look.name ?? plain(name)).slice(0, 8), params[0]].filter(Boolean).join(' ')

/** What a value is multiplied by before it is drawn: shares are drawn in per cent. */
export const scaleOf = ({ written }: Look): number => (written === 'percent' ? 100 : 1)

/** A value as the service says it, in words. `decimals`: those of the coin's prices. */
export function valueText(value: string, { written }: Look, decimals: number | undefined): string {
  if (written === 'price') return formatPrice(value, decimals)
  if (written === 'volume') return formatCompact(value)
  if (written === 'percent') return formatPercent(String(Number(value) * 100))
  if (written === 'points') return formatPercent(value)
  return roundText(value, Math.abs(Number(value)) >= 10 ? 1 : 2).replace('-', MINUS)
}
