/** Figures across coins of a market that stands still: every correlation, spread and anomaly is known to the test. */
import { EXCHANGE_ANSWERS } from './stillExchanges'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Plan {
  now: number
  coins: string[]
}

const iso = (ms: number): string => new Date(ms).toISOString()
const lastHour = ({ now }: Plan): number => Math.floor(now / HOUR) * HOUR

const facts = (plan: Plan) => ({ as_of: iso(lastHour(plan)), source: 'composite', stale: false, reason: null })

const coinsOf = (plan: Plan, url: URL): string[] => url.searchParams.get('coins')?.split(',') ?? plan.coins

/** Falls with the distance in the list; the last coin moves against the others, the last but one has no history. */
export function correlationOf(row: number, column: number, count: number): string | null {
  if (row === column) return '1.000000000000'
  if (row === count - 2 || column === count - 2) return null
  const value = 0.93 - 0.05 * Math.abs(row - column)
  const against = row === count - 1 || column === count - 1
  return (against ? -value / 2 : value).toFixed(12)
}

function matrix(plan: Plan, url: URL): object {
  const coins = coinsOf(plan, url)
  const cells = <T>(of: (value: string | null, row: number, column: number) => T): T[][] =>
    coins.map((_, row) => coins.map((_, column) => of(correlationOf(row, column, coins.length), row, column)))
  const around = (value: string | null): [string, string] | null =>
    value === null ? null : [(Number(value) - 0.06).toFixed(6), Math.min(1, Number(value) + 0.05).toFixed(6)]
  return {
    ...facts(plan),
    ...{ interval: url.searchParams.get('interval') ?? '1h', period: Number(url.searchParams.get('period') ?? 168) },
    coins,
    instrument_ids: coins.map((coin) => `${coin}.COMPOSITE`),
    order: coins,
    values: cells((value) => value),
    n: cells((value) => (value === null ? 12 : 163)),
    interval_95: cells(around),
    statuses: cells(() => 'complete'),
    reasons: cells((value) => (value === null ? 'warming_up' : null)),
    ...{ status: 'complete', mean: '0.7', mean_n: 66, stale_coins: [] },
  }
}

/** Newest first; for some hours there is no value. */
function rolling(plan: Plan, url: URL): object {
  const step = url.searchParams.get('interval') === '1d' ? DAY : HOUR
  const items = Array.from({ length: 168 }, (_, index) => {
    const value = 0.75 + 0.15 * Math.sin(index / 20)
    const known = index < 60 || index > 70
    return {
      open_time: iso(Math.floor(plan.now / step) * step - (index + 1) * step),
      value: known ? value.toFixed(12) : null,
      interval_95: known ? [(value - 0.12).toFixed(6), (value + 0.07).toFixed(6)] : null,
      ...{ n: 48, warm: known, status: index === 30 ? 'partial' : 'complete', reason: known ? null : 'warming_up' },
    }
  })
  return { ...facts(plan), interval: '1h', period: Number(url.searchParams.get('period')), items, next: null }
}

const STEPS: Record<string, number> = { '5m': 5 * MINUTE, '1h': HOUR, '4h': 4 * HOUR, '1d': DAY }

/** Each coin has a wave of its own from 100; the second one lacks a few points. */
function compare(plan: Plan, url: URL): object {
  const step = STEPS[url.searchParams.get('interval') ?? '1h'] ?? HOUR
  const start = Date.parse(url.searchParams.get('start') ?? iso(plan.now - 7 * DAY))
  const times = Array.from({ length: Math.floor((plan.now - start) / step) }, (_, index) => start + index * step)
  const items = coinsOf(plan, url).map((coin_id, place) => ({
    ...facts(plan),
    coin_id,
    ...{ instrument_id: `${coin_id}.COMPOSITE`, base_close: '100', change_percent: '1', n: times.length },
    status: place === 2 ? 'partial' : 'complete',
    values: times.map((_, index) => {
      if (place === 1 && index > 40 && index < 52) return null
      return (100 + (place + 1) * 4 * Math.sin(index / (12 + 3 * place)) + place * index * 0.03).toFixed(6)
    }),
  }))
  return { ...facts(plan), interval: '1h', start: iso(start), base_time: iso(start), times: times.map(iso), items }
}

const share = (count: number, n: number) => ({ count, n, percent: ((100 * count) / n).toFixed(4), reason: null })

const breadth = (plan: Plan): object => ({
  ...facts(plan),
  ...{ interval: '1h', coins: 12, status: 'complete' },
  above_sma: [
    { period: 20, ...share(8, 12) },
    { period: 50, ...share(7, 12) },
    { period: 200, count: 0, n: 2, percent: null, reason: 'warming_up' },
  ],
  ...{ rising: share(7, 12), falling: share(4, 12), unchanged: share(1, 12) },
  new_highs: { period: 24, coins: ['bitcoin'], ...share(1, 12) },
  new_lows: { period: 24, coins: [], ...share(0, 12) },
  ...{ median_change_24h_percent: '0.8400', dispersion_percent: '3.1200', dispersion_n: 12 },
  left_out: [{ coin_id: 'bnb', reason: 'no_data' }],
})

const anomaly = (plan: Plan, coin_id: string, hours: number, more: object): object => ({
  ...{ coin_id, instrument_id: `${coin_id}.COMPOSITE`, venue: 'composite' },
  open_time: iso(lastHour(plan) - hours * HOUR),
  ...{ interval: '1h', unit: 'percent', n: 720, severity: 'strong', status: 'complete', expected: '0.02' },
  why: 'further from the median of the hours before than all but a few of them',
  ...more,
})

const anomalies = (plan: Plan, url: URL): object => ({
  ...facts(plan),
  ...{ interval: '1h', start: url.searchParams.get('start'), period: 720, coins: 12, not_enough: ['bnb'], more: 0 },
  items: [
    anomaly(plan, 'bitcoin', 2, { kind: 'volume', unit: 'usd', observed: '4100000', expected: '1000000', z: '4.6' }),
    anomaly(plan, 'ethereum', 9, { kind: 'price', observed: '3.9', z: '3.4', severity: 'notable' }),
    anomaly(plan, 'ethereum', 11, { kind: 'venue_divergence', unit: 'bp', observed: '-56.1', z: '-7.2', venue: 'kraken', severity: 'extreme' }),
  ],
}) // prettier-ignore

const LEVELS = ['calm', 'normal', 'elevated', 'extreme'] as const

function regime(plan: Plan, _: URL, coin_id: string): object {
  const place = plan.coins.indexOf(coin_id)
  const known = coin_id !== 'bnb'
  return {
    ...facts(plan),
    ...{ coin_id, instrument_id: `${coin_id}.COMPOSITE`, interval: '1h', period: 168 },
    regime: known ? LEVELS[place % 4] : null,
    volatility: known ? (0.4 + 0.07 * place).toFixed(12) : null,
    percentile: known ? String((17 + 23 * place) % 100) : null,
    ...{ n: known ? 8760 : 3, independent_n: known ? 52 : 0, excluded_partial: 2, status: 'complete' },
    ...{ history_start: iso(plan.now - 365 * DAY), history_end: iso(plan.now), quantiles: [] },
    reason: known ? null : 'warming_up',
  }
}

const BUCKETS: Record<string, string[]> = {
  hour: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
  weekday: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  session: ['asia', 'europe', 'america'],
}

function seasonality(plan: Plan, url: URL, coin_id: string): object {
  const by = url.searchParams.get('by') ?? 'hour'
  const items = (BUCKETS[by] ?? []).map((bucket, index) => {
    const mean = 0.04 * Math.sin(index)
    const known = index !== 3
    return {
      bucket,
      mean_return_percent: known ? mean.toFixed(6) : null,
      interval_95: known ? [(mean - 0.03).toFixed(6), (mean + 0.03).toFixed(6)] : null,
      ...{ n: known ? 365 : 4, significant: index === 2, reason: known ? null : 'warming_up' },
    }
  })
  const facts_ = { coin_id, instrument_id: '', by, start: iso(plan.now - 365 * DAY), end: iso(plan.now) }
  return {
    ...facts(plan),
    ...facts_,
    n: 8760,
    excluded_partial: 3,
    status: 'complete',
    verdict: 'some_beyond_chance',
    items,
  }
}

function profile(plan: Plan, url: URL, coin_id: string): object {
  const items = Array.from({ length: 24 }, (_, index) => ({
    ...{ low: String(66_700 + 25 * index), high: String(66_725 + 25 * index) },
    volume: (120 * Math.exp(-(((index - 9) / 6) ** 2)) + 4).toFixed(3),
    share_percent: (9 * Math.exp(-(((index - 9) / 6) ** 2))).toFixed(4),
  }))
  return {
    ...facts(plan),
    ...{
      coin_id,
      instrument_id: '',
      interval: '5m',
      start: url.searchParams.get('start'),
      end: iso(plan.now),
      n: 2016,
    },
    ...{
      status: 'complete',
      volume: '1600',
      point_of_control: '66937.5',
      value_area_low: '66800',
      value_area_high: '67075',
    },
    ...{ value_area_percent: '71.2000', items },
  }
}

const COLUMNS = [
  { figure: 'price', label: 'Price', unit: 'usd' },
  { figure: 'change_24h_percent', label: 'Change over 24h', unit: 'percent' },
  { figure: 'volume_24h', label: 'Volume of 24h', unit: 'usd' },
]

/** Every coin matches but the first one; the last but one has no change. */
function screener(plan: Plan, url: URL): object {
  const where = url.searchParams.get('where')
  const matching = where === null ? plan.coins : plan.coins.slice(1)
  const figure = (value: string | null) => ({
    ...{ value, n: value === null ? 0 : 24, status: value === null ? null : 'complete' },
    reason: value === null ? 'no_data' : null,
  })
  const items = matching.map((coin_id, place) => ({
    ...facts(plan),
    ...{ coin_id, symbol: coin_id.slice(0, 3).toUpperCase(), name: coin_id, market_cap_rank: place + 1 },
    instrument_id: `${coin_id}.COMPOSITE`,
    figures: {
      price: figure(String(67_010 / (place + 1))),
      change_24h_percent: figure(place === matching.length - 2 ? null : (3 - place).toFixed(4)),
      volume_24h: figure(String(9e8 / (place + 1))),
    },
  }))
  const question = {
    interval: url.searchParams.get('interval') ?? '1h',
    where,
    sort: url.searchParams.get('sort') ?? '-volume_24h',
  }
  return { ...facts(plan), ...question, columns: COLUMNS, coins: plan.coins.length, matches: matching.length, items }
}

type Answer = (plan: Plan, url: URL, id: string) => object

export const ANALYTICS_ANSWERS: [RegExp, Answer][] = [
  [/^\/api\/analytics\/correlation-matrix$/, matrix],
  [/^\/api\/analytics\/rolling-correlation\//, rolling],
  [/^\/api\/analytics\/beta\//, rolling],
  [/^\/api\/analytics\/compare$/, compare],
  [/^\/api\/analytics\/breadth$/, breadth],
  [/^\/api\/analytics\/screener$/, screener],
  [/^\/api\/analytics\/anomalies$/, anomalies],
  [/^\/api\/analytics\/regime\/([\w-]+)$/, regime],
  [/^\/api\/analytics\/seasonality\/([\w-]+)$/, seasonality],
  [/^\/api\/analytics\/volume-profile\/([\w-]+)$/, profile],
  ...EXCHANGE_ANSWERS,
]
