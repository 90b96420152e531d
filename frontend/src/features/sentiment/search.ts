/** The search parameters of the sentiment page's URL: their text, what it means, and what of it means nothing. Pure. */
import { LABELS, type Label } from '@/lib/sentiment'
import { Misfits, type Misfit } from '@/lib/misfits'
import { LIVE_WINDOW, SENTIMENT_COIN } from '@/lib/sentimentView'

export const VIEWS = ['overview', 'news', 'social', 'topics', 'compare', 'evaluation'] as const
export type View = (typeof VIEWS)[number]

export const RANGES = ['24H', '7D', '1M'] as const
export type Range = (typeof RANGES)[number]
export const RANGE: Range = '7D'

/** As the service says them. The last one is a week. */
export const WINDOWS = ['6h', '24h', '168h'] as const
export type Window = (typeof WINDOWS)[number]

/** In place of a coin, where stories and topics are listed: of all. */
export const ALL_COINS = 'all'
const OF_ALL: readonly View[] = ['news', 'social', 'topics']

export const ORDERS = ['newest', 'weight'] as const
export type Order = (typeof ORDERS)[number]

const NAMES = ['coin', 'view', 'window', 'range', 'label', 'source', 'sort', 'coins', 'explain'] as const
type Name = (typeof NAMES)[number]

/** As in the URL: the page says what of it means nothing. */
export type SentimentSearch = Partial<Record<Name, string>>

/** What a view changes in the URL. */
export type OnSearch = (change: { [name in Name]?: string | undefined }, push: boolean) => void

const DEFAULTS: SentimentSearch = {
  coin: SENTIMENT_COIN,
  view: 'overview',
  window: LIVE_WINDOW,
  range: RANGE,
  sort: 'newest',
}

/** The parameters that are given and are not the default. */
export function checkSentimentSearch(raw: Record<string, unknown>): SentimentSearch {
  const given = NAMES.flatMap((name) => {
    const value = raw[name]
    return typeof value === 'string' && value !== '' && value !== DEFAULTS[name] ? [[name, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** A change of the URL: what is the default stays out of it. */
export const withoutDefaults = (change: Parameters<OnSearch>[0]): Parameters<OnSearch>[0] =>
  Object.fromEntries(
    NAMES.filter((name) => name in change).map((name) => [
      name,
      change[name] === DEFAULTS[name] ? undefined : change[name],
    ]),
  )

export interface SentimentChoice {
  /** As the link names it: its id or its symbol; `ALL_COINS` only where that can be shown. */
  coin: string
  view: View
  window: Window
  range: Range
  /** Undefined: any. */
  label: Label | undefined
  /** Undefined: all. Whether there is such a source, its answer says. */
  source: string | undefined
  order: Order
  /** The coins that are compared; empty: the largest. */
  coins: string[]
  /** Whether the drawer with every weight is open. */
  explain: boolean
  misfits: Misfit<Name>[]
}

const listOf = (text: string | undefined): string[] => [...new Set((text ?? '').split(',').filter(Boolean))]

const coinOf = (coin: string | undefined, view: View): string =>
  coin === undefined || (coin === ALL_COINS && !OF_ALL.includes(view)) ? SENTIMENT_COIN : coin

export const isOfAll = (view: View): boolean => OF_ALL.includes(view)

/** What the URL means. */
export function readSentimentSearch(search: SentimentSearch): SentimentChoice {
  const misfits = new Misfits<Name>()
  const view = misfits.known('view', search.view, VIEWS, 'no part of the sentiment page') ?? 'overview'
  return {
    coin: coinOf(search.coin, view),
    view,
    window: misfits.known('window', search.window, WINDOWS, 'no window') ?? LIVE_WINDOW,
    range: misfits.known('range', search.range, RANGES, 'no range') ?? RANGE,
    label: misfits.known('label', search.label, LABELS, 'no label'),
    source: search.source,
    order: misfits.known('sort', search.sort, ORDERS, 'no order') ?? 'newest',
    coins: listOf(search.coins),
    explain: misfits.known('explain', search.explain, ['weights'], 'nothing to explain') === 'weights',
    misfits: misfits.found,
  }
}

const HOUR = 3_600_000
const HOURS: Record<Range, number> = { '24H': 24, '7D': 168, '1M': 720 }

/** How far apart the points of a range are: of a month, days. */
export const intervalOf = (range: Range): '1h' | '1d' => (range === '1M' ? '1d' : '1h')

export const stepOf = (range: Range): number => (range === '1M' ? 24 * HOUR : HOUR)

const beginOf = (now: number, hours: number, step: number): string =>
  new Date(Math.floor((now - hours * HOUR) / step) * step).toISOString()

/** Where a range begins: at a whole step, so that for one step there is one answer. */
export const startOf = (range: Range, now: number): string => beginOf(now, HOURS[range], stepOf(range))

/** Where a window begins: at a whole hour. */
export const windowStart = (window: Window, now: number): string => beginOf(now, Number.parseInt(window), HOUR)
