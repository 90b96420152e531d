/** The figures of the card of volatility and risk: which indicators of hourly candles, and how they are named. Pure. */
import type { IndicatorRow, Regime } from '@/api/indicators'
import { formatPercent } from '@/lib/format'
import { valueText, type Look } from './indicators/looks'

const PERCENT: Look = { pane: '', written: 'percent' }
const POINTS: Look = { pane: '', written: 'points' }
const NUMBER: Look = { pane: '', written: 'number' }

export interface RiskFigure {
  label: string
  spec: string
  look: Look
  /** How many candles or returns the window has. */
  wanted: number
  hint: string
}

const BENCHMARK = 'bitcoin'

const FIGURES: readonly RiskFigure[] = [
  {
    label: 'Close to close 24 h',
    spec: 'realized_volatility:24',
    look: PERCENT,
    wanted: 24,
    hint: 'Standard deviation of the hourly returns, annualised',
  },
  { label: 'Parkinson 24 h', spec: 'parkinson:24', look: PERCENT, wanted: 24, hint: 'From highs and lows, annualised' },
  {
    label: 'Garman–Klass 24 h',
    spec: 'garman_klass:24',
    look: PERCENT,
    wanted: 24,
    hint: 'From open, high, low and close, annualised',
  },
  {
    label: 'Yang–Zhang 7 d',
    spec: 'yang_zhang:168',
    look: PERCENT,
    wanted: 168,
    hint: 'With the jumps between candles, annualised',
  },
  {
    label: 'Below 7 d high',
    spec: 'drawdown:168',
    look: POINTS,
    wanted: 168,
    hint: 'The close beside the highest close of 7 days',
  },
  {
    label: 'Sharpe 7 d',
    spec: 'sharpe:168',
    look: NUMBER,
    wanted: 168,
    hint: 'Mean over deviation of the hourly returns, annualised, without a risk-free rate',
  },
  {
    label: 'Sortino 7 d',
    spec: 'sortino:168',
    look: NUMBER,
    wanted: 168,
    hint: 'As Sharpe, over the deviation of losses alone',
  },
  {
    label: 'Beta to Bitcoin 7 d',
    spec: `beta:168:${BENCHMARK}`,
    look: NUMBER,
    wanted: 168,
    hint: 'How many per cent for one per cent of Bitcoin',
  },
]

/** Bitcoin beside itself says nothing. */
export const riskFigures = (coinId: string): RiskFigure[] =>
  FIGURES.filter(({ spec }) => coinId !== BENCHMARK || !spec.startsWith('beta'))

export interface RiskValue {
  /** Null: not known, see `why`. */
  text: string | null
  /** From how many candles, and how complete they are. */
  from: string
  why: string
}

const WHY: Record<string, string> = {
  warming_up: 'Not enough candles yet',
  no_variance: 'The price did not vary',
  no_data: 'No candle yet',
}

const whyOf = (reason: string | undefined): string => (reason === undefined ? 'unknown' : (WHY[reason] ?? reason))

const fromText = (n: number, wanted: number, status: string): string =>
  n < wanted ? `n = ${n} of ${wanted}, ${status}` : `n = ${n}, ${status}`

export function riskValue({ spec, look, wanted }: RiskFigure, row: IndicatorRow): RiskValue {
  const value = row.values[spec]?.value ?? null
  return {
    text: value === null ? null : valueText(value, look, undefined),
    from: fromText(row.n[spec] ?? 0, wanted, row.status),
    why: whyOf(row.reasons[spec]),
  }
}

const LEVELS: Record<NonNullable<Regime['regime']>, string> = {
  calm: 'Calm',
  normal: 'Normal',
  elevated: 'Elevated',
  extreme: 'Extreme',
}

const DAY = 86_400_000

function ordinal(value: number): string {
  const ends = ['th', 'st', 'nd', 'rd']
  const last = value % 100
  return `${value}${ends[last > 10 && last < 14 ? 0 : last % 10] ?? 'th'}`
}

/** `84th percentile of 90 d`: of how much history. */
export function regimeText({ regime, percentile, n, stale, ...history }: Regime): RiskValue {
  const [start, end] = [history.history_start, history.history_end]
  const days = start && end ? Math.round((Date.parse(end) - Date.parse(start)) / DAY) : null
  const of = days === null ? `n = ${n}` : `of ${days} d`
  if (regime === null || percentile === null) return { text: null, from: `n = ${n}`, why: 'Not enough history yet' }
  return {
    text: LEVELS[regime],
    from: `${ordinal(Math.round(Number(percentile)))} percentile ${of}${stale ? ', stale' : ''}`,
    why: `higher than ${formatPercent(percentile, 0)} of its own values`,
  }
}
