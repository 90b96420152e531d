/** The search parameters of the portfolio's URL: which one, which part of it, whose lots. Pure. */
import { Misfits, type Misfit } from '@/lib/misfits'
import type { Benchmark } from './benchmarks'

export const VIEWS = ['overview', 'performance', 'transactions', 'watchlists', 'alerts'] as const
export type View = (typeof VIEWS)[number]

export const RANGES = ['1M', '3M', 'YTD', '1Y', 'All'] as const
export type Range = (typeof RANGES)[number]

/** What the chart of the overview shows. */
export const CHARTS = ['return', 'value'] as const
export type Chart = (typeof CHARTS)[number]

/** What a portfolio is compared with unless the link says otherwise. */
export const BENCH = 'bitcoin'

/** As in the URL: the page says what of it means nothing. */
export interface PortfolioSearch {
  id?: string
  view?: string
  range?: string
  chart?: string
  lots?: string
  bench?: string
  /** Whose events are shown. */
  alert?: string
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The parameters that are given and are not the default. */
export function checkPortfolioSearch(raw: Record<string, unknown>): PortfolioSearch {
  const search = {
    id: text(raw.id),
    view: raw.view === 'overview' ? undefined : text(raw.view),
    range: raw.range === 'All' ? undefined : text(raw.range),
    chart: raw.chart === 'return' ? undefined : text(raw.chart),
    lots: text(raw.lots),
    bench: raw.bench === BENCH ? undefined : text(raw.bench),
    alert: text(raw.alert),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

export interface PortfolioChoice {
  view: View
  range: Range
  chart: Chart
  bench: string
  misfits: Misfit<keyof PortfolioSearch>[]
}

/** `benchmarks`: what the chosen portfolio can be compared with. */
export function readPortfolioSearch(
  { view, range, chart, bench = BENCH }: PortfolioSearch,
  benchmarks: readonly Benchmark[],
): PortfolioChoice {
  const misfits = new Misfits<keyof PortfolioSearch>()
  const isKnown = benchmarks.some(({ value }) => value === bench)
  if (!isKnown) misfits.add(['bench'], 'There is nothing to compare with by the name in this link.')
  return {
    view: misfits.known('view', view, VIEWS, 'no part of a portfolio') ?? 'overview',
    range: misfits.known('range', range, RANGES, 'no range') ?? 'All',
    chart: misfits.known('chart', chart, CHARTS, 'no chart') ?? 'return',
    bench: isKnown ? bench : BENCH,
    misfits: misfits.found,
  }
}

const MONTHS: Partial<Record<Range, number>> = { '1M': 1, '3M': 3, '1Y': 12 }

/** Where a range begins; undefined: with the first transaction. To the day, so that a day has one answer. */
export function startOf(range: Range, now: Date): string | undefined {
  if (range === 'All') return undefined
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  if (range === 'YTD') start.setUTCMonth(0, 1)
  else start.setUTCMonth(start.getUTCMonth() - (MONTHS[range] ?? 0))
  return start.toISOString()
}
