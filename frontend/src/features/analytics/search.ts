/** The search parameters of the analytics page's URL: their text, what it means, and what of it means nothing. Pure. */
import { INTERVALS, type Interval } from '@/api/types'
import { Misfits, type Misfit } from '@/lib/misfits'
import { VENUES } from '@/lib/venues'
import { readFees, type Fees } from './exchanges/fees'

export const VIEWS = ['overview', 'correlation', 'compare', 'volatility', 'exchanges', 'anomalies', 'screener'] as const
export type View = (typeof VIEWS)[number]

export const RANGES = ['24H', '7D', '1M', '1Y'] as const
export type Range = (typeof RANGES)[number]

/** How the comparison is drawn: 100 at the start, the change since then, or the logarithm of the former. */
export const SCALES = ['index', 'percent', 'log'] as const
export type Scale = (typeof SCALES)[number]

export const GROUPINGS = ['hour', 'weekday', 'session'] as const
export type Grouping = (typeof GROUPINGS)[number]

const NAMES = [
  'view', 'coins', 'interval', 'period', 'pair', 'range', 'scale', 'coin', 'by', 'legs', 'fees', 'where', 'sort', 'cols',
] as const // prettier-ignore
type Name = (typeof NAMES)[number]

/** As in the URL: the page says what of it means nothing. */
export type AnalyticsSearch = Partial<Record<Name, string>>

/** What a view changes in the URL. */
export type Change = { [name in Name]?: string | undefined }
export type OnSearch = (change: Change, push: boolean) => void

export const COIN = 'bitcoin'
export const PERIOD = 168

const DEFAULTS: AnalyticsSearch = {
  view: 'overview',
  interval: '1h',
  period: String(PERIOD),
  range: '7D',
  scale: 'index',
  coin: COIN,
  by: 'hour',
}

/** The parameters that are given and are not the default. */
export function checkAnalyticsSearch(raw: Record<string, unknown>): AnalyticsSearch {
  const given = NAMES.flatMap((name) => {
    const value = raw[name]
    return typeof value === 'string' && value !== '' && value !== DEFAULTS[name] ? [[name, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** A change of the URL: what is the default stays out of it. */
export const withoutDefaults = (change: Change): Change =>
  Object.fromEntries(
    NAMES.filter((name) => name in change).map((name) => [
      name,
      change[name] === DEFAULTS[name] ? undefined : change[name],
    ]),
  )

export type Exchange = (typeof VENUES)[number]

export interface AnalyticsChoice {
  view: View
  /** As the link names them, by id or symbol; empty: the largest. */
  coins: string[]
  interval: Interval
  period: number
  pair: [string, string] | null
  range: Range
  scale: Scale
  /** The coin of the views about one coin. */
  coin: string
  by: Grouping
  /** Buy and sell of the spread that is drawn. */
  legs: [Exchange, Exchange] | null
  fees: Fees
  /** The screener's conditions, order and columns, as its service reads them. */
  where: string
  sort: string | undefined
  columns: string[]
  misfits: Misfit<Name>[]
}

/** Fewest and most returns that a correlation may be asked of. */
export const PERIODS = { least: 10, most: 1_440 } as const

const listOf = (text: string | undefined): string[] => [...new Set((text ?? '').split(',').filter(Boolean))]

function periodOf(text: string | undefined, misfits: Misfits<Name>): number {
  if (text === undefined) return PERIOD
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= PERIODS.least && value <= PERIODS.most) return value
  misfits.add(['period'], `“${text}” is no number of returns: ${PERIODS.least} to ${PERIODS.most} can be asked of.`)
  return PERIOD
}

/** `a:b`, two different words. */
function pairOf(text: string | undefined, misfits: Misfits<Name>): [string, string] | null {
  if (text === undefined) return null
  const [a, b, more] = text.split(':')
  if (a && b && a !== b && more === undefined) return [a, b]
  misfits.add(['pair'], `“${text}” is no pair of coins.`)
  return null
}

const exchangeOf = (word: string | undefined): Exchange | undefined => VENUES.find((venue) => venue === word)

function legsOf(text: string | undefined, misfits: Misfits<Name>): [Exchange, Exchange] | null {
  const two = text?.split(':') ?? []
  const [buy, sell] = two.map(exchangeOf)
  if (two.length === 2 && buy && sell && buy !== sell) return [buy, sell]
  if (text !== undefined) misfits.add(['legs'], `“${text}” is no pair of exchanges.`)
  return null
}

function feesOf(text: string | undefined, misfits: Misfits<Name>): Fees {
  const { fees, wrong } = readFees(text ?? '')
  if (wrong.length > 0) misfits.add(['fees'], `“${wrong.join(',')}” is no fee: binance:10 is one of 10 bp.`)
  return fees
}

/** What the URL means. */
export function readAnalyticsSearch(search: AnalyticsSearch): AnalyticsChoice {
  const misfits = new Misfits<Name>()
  return {
    view: misfits.known('view', search.view, VIEWS, 'no part of Analytics') ?? 'overview',
    coins: listOf(search.coins),
    interval: misfits.known('interval', search.interval, INTERVALS, 'no interval') ?? '1h',
    period: periodOf(search.period, misfits),
    pair: pairOf(search.pair, misfits),
    range: misfits.known('range', search.range, RANGES, 'no range') ?? '7D',
    scale: misfits.known('scale', search.scale, SCALES, 'no scale') ?? 'index',
    coin: search.coin ?? COIN,
    by: misfits.known('by', search.by, GROUPINGS, 'no grouping') ?? 'hour',
    legs: legsOf(search.legs, misfits),
    fees: feesOf(search.fees, misfits),
    where: search.where ?? '',
    sort: search.sort,
    columns: listOf(search.cols),
    misfits: misfits.found,
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const STEP_MS: Record<Interval, number> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': 24 * HOUR,
}

/** An interval in words: of returns, of candles. */
export const STEP_WORDS: Record<Interval, string> = {
  '1m': '1 min',
  '5m': '5 min',
  '15m': '15 min',
  '1h': '1 h',
  '4h': '4 h',
  '1d': '1 d',
}

/** How many hours a range is long. */
export const HOURS: Record<Range, number> = { '24H': 24, '7D': 168, '1M': 720, '1Y': 8_760 }
const OF_RANGE: Record<Range, Interval> = { '24H': '5m', '7D': '1h', '1M': '4h', '1Y': '1d' }

/** How far apart the points of a range are. */
export const intervalOf = (range: Range): Interval => OF_RANGE[range]

/** Where a range begins: at a whole step, so that for one step there is one answer. */
export function startOf(range: Range, now: number): string {
  const step = STEP_MS[intervalOf(range)]
  return new Date(Math.floor((now - HOURS[range] * HOUR) / step) * step).toISOString()
}
