/**
 * A market that stands still: the coin's answers and the stream come from the test, so that it knows each figure. The
 * page itself is the gateway's.
 */
import type { Page, Route } from '@playwright/test'
import { INDICATOR_ANSWERS } from './stillIndicators'
import { ANALYTICS_ANSWERS } from './stillAnalytics'
import { SENTIMENT_ANSWERS } from './stillSentiment'
import { stillStream, type StillStream } from './stillStream'

const MINUTE = 60_000
const STEPS = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '4h': 240, '1d': 1440 } as const
type Interval = keyof typeof STEPS

/** Minutes before now: it begins and ends in the middle of a minute. */
export interface Outage {
  from: number
  to: number
}

export interface StillMarket {
  venues?: ('binance' | 'coinbase' | 'kraken')[]
  /** How many minutes of history there are. */
  history?: number
  /** How many of them have candles shorter than an hour; all, unless it is said. */
  shortCandles?: number
  outages?: Outage[]
  /** USD for one USDT. */
  usdt?: string
  coins?: string[]
  mode?: 'live' | 'simulated'
  /** Exchanges whose connection is silent. */
  silent?: string[]
  /** Of the coin, newest first. */
  trades?: object[]
  /** Nothing was traded for three minutes, on connections that deliver. */
  quiet?: boolean
  /** Each coin has a change and a volume of its own. */
  varied?: boolean
}

interface Plan extends Required<StillMarket> {
  now: number
}

const iso = (ms: number): string => new Date(ms).toISOString()
const instrument = (venue: string): string => `BTC-${venue === 'binance' ? 'USDT' : 'USD'}.${venue.toUpperCase()}`

/** A price of its own for each minute; exact to cents. */
const priceAt = (minute: number): number => 67_000 + Math.round(Math.sin(minute / 20) * 30_000) / 100

const thisMinute = ({ now }: Plan): number => Math.floor(now / MINUTE) * MINUTE

/** Whether nothing is known of a whole minute. */
function isMissing(plan: Plan, minute: number): boolean {
  const ago = (thisMinute(plan) - minute) / MINUTE
  return plan.outages.some(({ from, to }) => to < ago && ago < from)
}

function candlesOf(plan: Plan, interval: Interval): object[] {
  const step = STEPS[interval] * MINUTE
  const last = Math.floor(plan.now / step) * step
  const first = plan.now - (STEPS[interval] < 60 ? plan.shortCandles : plan.history) * MINUTE
  const candles: object[] = []
  for (let open = last; open >= first; open -= step) {
    const minutes = Array.from({ length: STEPS[interval] }, (_, index) => open + index * MINUTE)
    const traded = minutes.filter((at) => at <= plan.now && !isMissing(plan, at))
    if (traded.length === 0) continue
    const prices = traded.map((at) => priceAt(at / MINUTE))
    candles.push({
      instrument_id: '',
      interval,
      open_time: iso(open),
      open: String(prices[0]),
      high: String(Math.max(...prices) + 10),
      low: String(Math.min(...prices) - 10),
      close: String(prices.at(-1)),
      volume: '1.5',
      quote_volume: '100500',
      usd_volume: '100500',
      trade_count: 12,
      // As a candle that does not know of the outage beside it.
      status: 'complete',
      is_closed: open + step <= plan.now,
      revision: 1,
      source: 'trades',
      as_of: iso(plan.now),
    })
  }
  return candles
}

/** One page of a list, newest first, as the services cut it. */
function page(items: object[], timeOf: (item: object) => string, url: URL): object {
  const [start, end, cursor] = ['start', 'end', 'cursor'].map((name) => url.searchParams.get(name))
  const limit = Math.min(1000, Number(url.searchParams.get('limit') ?? 200))
  const wanted = items.filter((item) => {
    const at = Date.parse(timeOf(item))
    return !(start && at < Date.parse(start)) && !(end && at >= Date.parse(end)) && !(cursor && at >= Number(cursor))
  })
  const shown = wanted.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown, next: last && wanted.length > limit ? String(Date.parse(timeOf(last))) : null }
}

const openTime = (item: object): string => (item as { open_time: string }).open_time

/** Of later than now, so that no price becomes old however long a test takes; a quiet one is three minutes old. */
const fresh = ({ now, quiet }: Plan): string => iso(quiet ? now - 3 * MINUTE : now + 60 * MINUTE)

function figures(plan: Plan, id: string): object {
  return {
    coin_id: id,
    price: '67010.20',
    currency: 'USD',
    change_1h_percent: '-0.68',
    change_24h_percent: '1.2',
    change_7d_percent: '0.84',
    low_24h: '66700.123456789012',
    high_24h: '67400.5',
    volume_24h: '905000000',
    volume_as_of: iso(plan.now - 42 * 1000),
    volume_stale: plan.silent,
    volume_missing: [],
    spread_bp: '1.2',
    as_of: fresh(plan),
    source: 'composite',
    stale: false,
    quiet: plan.quiet,
    reason: null,
  }
}

const coinVenue = ({ silent, quiet }: Plan, venue: string): object => ({
  venue,
  instrument_id: instrument(venue),
  included: !silent.includes(venue),
  quiet,
  reason: silent.includes(venue) ? 'venue_stale' : null,
})

function price(plan: Plan, id: string): object {
  return {
    ...figures(plan, id),
    venues: plan.venues.map((venue, index) => ({
      ...coinVenue(plan, venue),
      price: String(67_010 + index),
      price_usd: String((67_010 + index) * (venue === 'binance' ? Number(plan.usdt) : 1)),
      quote_usd: venue === 'binance' ? plan.usdt : '1',
      quote_usd_as_of: iso(plan.now),
      bid_price: '67000',
      ask_price: '67020',
      volume_24h: '300000000',
      weight: '0.33',
      as_of: fresh(plan),
      age_ms: 100,
    })),
  }
}

const NAMES: Record<string, string> = { bitcoin: 'Bitcoin', ethereum: 'Ethereum', bnb: 'BNB' }

const variedFigures = (place: number): object => ({
  change_24h_percent: String((place % 2 === 0 ? 1 : -1) * place * 1.3),
  volume_24h: String(9e8 / (1 + place) ** 2),
})

function coin(plan: Plan, id: string): object {
  const venues = id === 'bnb' ? plan.venues.filter((venue) => venue !== 'coinbase') : plan.venues
  return {
    ...figures(plan, id),
    ...(plan.varied && variedFigures(plan.coins.indexOf(id))),
    symbol: id === 'bitcoin' ? 'BTC' : id.slice(0, 3).toUpperCase(),
    name: NAMES[id] ?? id,
    market_cap_rank: plan.coins.indexOf(id) + 1,
    complete_24h_percent: '100',
    open_gaps: 0,
    venues: venues.map((venue) => coinVenue(plan, venue)),
    sparkline: null,
    description: null,
    tick: '0.01',
    composite_id: 'BTC-USD.COMPOSITE',
    instruments: [],
  }
}

function gaps(plan: Plan): object[] {
  return plan.outages.map(({ from, to }, index) => ({
    gap_id: `gap-${index}`,
    instrument_id: instrument(plan.venues[0] ?? ''),
    venue: plan.venues[0],
    start: iso(thisMinute(plan) - (from - 0.5) * MINUTE),
    end: iso(thisMinute(plan) - (to - 0.5) * MINUTE),
    first_id: '5',
    last_id: '900',
    state: 'unfillable',
    reason: null,
    closed_by: null,
    trades_filled: null,
    as_of: iso(plan.now),
  }))
}

/** By the minute, as the ledger's service answers; every minute that an outage touches lacks something. */
function completeness(plan: Plan, url: URL): object {
  const asked = (name: string): number => Date.parse(url.searchParams.get(name) ?? '') || thisMinute(plan) + MINUTE
  const since = thisMinute(plan) - plan.history * MINUTE
  const [start, end] = [asked('start'), asked('end')]
  const spans = plan.outages.map(({ from, to }) => ({
    start: iso(thisMinute(plan) - from * MINUTE),
    end: iso(thisMinute(plan) - (to - 1) * MINUTE),
    status: 'partial',
    ids: { instrument_id: instrument(plan.venues[0] ?? ''), first: '5', last: '900' },
    closed_by: null,
    reason: 'the exchange has no trades for it',
    trades_filled: null,
  }))
  const known = (end - Math.max(start, since)) / MINUTE
  const missed = plan.outages.reduce((sum, { from, to }) => sum + from - to + 1, 0)
  const percent = ((known - missed) / ((end - start) / MINUTE)) * 100
  const facts = { coin_id: 'bitcoin', instrument_id: '', start: iso(start), end: iso(end), as_of: iso(plan.now) }
  return {
    ...facts,
    source: 'ledger',
    stale: false,
    reason: null,
    percent: percent.toFixed(2),
    since: iso(since),
    spans,
  }
}

type Answer = (plan: Plan, url: URL, id: string) => object

const ANSWERS: [RegExp, Answer][] = [
  [/^\/api\/market\/coins$/, (plan) => ({ items: plan.coins.map((id) => coin(plan, id)), next: null })],
  [/^\/api\/market\/coins\/([\w-]+)$/, (plan, _, id) => coin(plan, id)],
  [/^\/api\/market\/prices\/([\w-]+)$/, (plan, _, id) => price(plan, id)],
  [/^\/api\/market\/gaps\//, (plan) => ({ items: gaps(plan), next: null })],
  [/^\/api\/market\/completeness\//, completeness],
  [/^\/api\/market\/trades\//, (plan) => ({ items: plan.trades, next: null })],
  [
    /^\/api\/market\/candles\//,
    (plan, url) => page(candlesOf(plan, (url.searchParams.get('interval') ?? '1m') as Interval), openTime, url),
  ],
  ...INDICATOR_ANSWERS.map(([path, make]): [RegExp, Answer] => [
    path,
    (plan, url) => make(url, candlesOf(plan, (url.searchParams.get('interval') ?? '1m') as Interval), page),
  ]),
  ...SENTIMENT_ANSWERS,
  ...ANALYTICS_ANSWERS,
  [/^\/api\/analytics\/correlation\//, () => ({ value: '0.83', n: 168, warm: true, status: 'complete' })],
]

async function answer(route: Route, plan: Plan): Promise<void> {
  const url = new URL(route.request().url())
  // Where each coin has figures of its own, these come before the one answer for all of them.
  for (const [path, make] of plan.varied ? [...ANALYTICS_ANSWERS, ...ANSWERS] : ANSWERS) {
    const found = path.exec(url.pathname)
    if (found) return route.fulfill({ json: make(plan, url, found[1] ?? ''), headers: { 'X-Data-Mode': plan.mode } })
  }
  return route.continue()
}

/** A page of the gateway says the mode of the data in its headers. */
async function passPage(route: Route, mode: string): Promise<void> {
  if (route.request().resourceType() !== 'document') return route.fallback()
  const response = await route.fetch()
  const headers = { ...response.headers(), 'server-timing': `data-mode;desc="${mode}"` }
  return route.fulfill({ response, headers })
}

/** From now on the page sees this market. What is returned says things in its stream. */
export async function standStill(page: Page, market: StillMarket = {}): Promise<StillStream> {
  const plan: Plan = {
    venues: ['binance', 'coinbase', 'kraken'],
    history: 60 * 24 * 9,
    shortCandles: market.history ?? 60 * 24 * 9,
    outages: [],
    usdt: '0.999',
    coins: ['bitcoin', 'bnb', 'ethereum'],
    mode: 'live',
    silent: [],
    quiet: false,
    trades: [],
    varied: false,
    now: Date.now(),
    ...market,
  }
  await page.route('**/api/**', (route) => answer(route, plan))
  await page.route(
    ({ pathname }) => !pathname.includes('.'),
    (route) => passPage(route, plan.mode),
  )
  return stillStream(page, plan.mode)
}
