/** What is said of the coins of a market that stands still: every score, story and weight is known to the test. */
import { evaluation } from './stillEvaluation'

const HOUR = 3_600_000
const MINUTE = 60_000

interface Plan {
  now: number
  coins: string[]
}

const iso = (ms: number): string => new Date(ms).toISOString()
const signed = (value: number): string => value.toFixed(4)

type Label = 'positive' | 'neutral' | 'negative'

interface Told {
  title: string
  source: string
  minutes: number
  score: number
  /** How many sources have it. */
  reach?: number
  kind?: 'news' | 'social'
  url?: string
}

const TOLD: Told[] = [
  { title: 'Yield Farming Fuels Buzz Around DeFi, but Fundamentals Are Lagging', source: 'cointelegraph', minutes: 31, score: -0.41, reach: 3 },
  { title: 'How To Buy Bitcoin With PayPal', source: 'decrypt', minutes: 116, score: 0.04 },
  { title: '9 Ways To Avoid Cryptocurrency Scams|Beware Of Bitcoin Scams', source: 'theblock', minutes: 181, score: -0.37 },
  { title: 'South Korean Beachgoers Can Now Use Bitcoin to Pay for Services', source: 'coindesk', minutes: 391, score: 0.44, reach: 6 },
  { title: 'المستثمرون يشترون بيتكوين', source: 'bitcoinmagazine', minutes: 427, score: 0.08, reach: 2 },
  { title: `A title without blanks ${'x'.repeat(400)}`, source: 'coindesk', minutes: 451, score: -0.12, reach: 2 },
  { title: 'Here’s Why an Analyst Thinks Bitcoin Is Primed to Retest $12,000', source: 'cointelegraph', minutes: 452, score: 0.49, reach: 4 },
  { title: 'A feed gave this no address of the web', source: 'decrypt', minutes: 571, score: 0.58, url: 'javascript:alert(1)' },
  { title: 'BTC looking strong, added to my bag today', source: 'bluesky', minutes: 12, score: 0.62, kind: 'social' },
  { title: 'lost my keys, lost my coins. be careful out there', source: 'bluesky', minutes: 50, score: -0.55, kind: 'social' },
] // prettier-ignore

const SITES = ['cointelegraph', 'decrypt', 'theblock', 'coindesk', 'bitcoinmagazine', 'newsapi']

const labelOf = (score: number): Label => (score > 0.15 ? 'positive' : score < -0.15 ? 'negative' : 'neutral')

function probabilitiesOf(score: number): Record<Label, string> {
  const [positive, negative] = [Math.max(0, score) + 0.1, Math.max(0, -score) + 0.1]
  return { positive: signed(positive), neutral: signed(1 - positive - negative), negative: signed(negative) }
}

/** The sources that have a story, its own first. */
const sitesOf = ({ source, reach = 1 }: Told): string[] =>
  [source, ...SITES.filter((site) => site !== source)].slice(0, reach)

const addressOf = ({ url }: Told, index: number, site: string): string =>
  url ?? `https://${site}.example/story-${index}`

export function story({ now }: Pick<Plan, 'now'>, told: Told, index: number): object {
  const documents = sitesOf(told).map((site) => ({
    document_id: `document-${index}-${site}`,
    source: site,
    url: addressOf(told, index, site),
  }))
  return {
    story_id: `story-${index}`,
    kind: told.kind ?? 'news',
    title: told.title,
    url: documents[0]?.url,
    source: told.source,
    published_at: iso(now - told.minutes * MINUTE),
    label: labelOf(told.score),
    score: signed(told.score),
    probabilities: probabilitiesOf(told.score),
    coins: ['bitcoin'],
    reach: documents.length,
    documents,
    revision: 1,
    as_of: iso(now - told.minutes * MINUTE),
    reason: null,
  }
}

function stories(plan: Plan, kind: string, url: URL): object {
  const [label, source] = [url.searchParams.get('label'), url.searchParams.get('source')]
  const wanted = TOLD.map((told, index) => ({ told, index })).filter(
    ({ told }) =>
      (told.kind ?? 'news') === kind &&
      (label === null || labelOf(told.score) === label) &&
      (source === null || sitesOf(told).includes(source)),
  )
  const items = wanted.map(({ told, index }) => story(plan, told, index)) as { published_at: string }[]
  return { items: items.toSorted((a, b) => b.published_at.localeCompare(a.published_at)), next: null }
}

const weightOf = ({ minutes, kind }: Told): number => (kind === 'social' ? 0.3 : 1) * 0.5 ** (minutes / 480)

function explained(plan: Plan): object[] {
  const total = TOLD.reduce((sum, told) => sum + weightOf(told), 0)
  const documents = TOLD.flatMap((told, index) => {
    const sites = sitesOf(told)
    return sites.map((site) => ({
      document_id: `document-${index}-${site}`,
      story_id: `story-${index}`,
      source: site,
      title: told.title,
      url: addressOf(told, index, site),
      published_at: iso(plan.now - told.minutes * MINUTE),
      story_published_at: iso(plan.now - told.minutes * MINUTE),
      label: labelOf(told.score),
      score: signed(told.score),
      probabilities: probabilitiesOf(told.score),
      weight: (weightOf(told) / sites.length).toFixed(12),
      share_percent: signed((100 * weightOf(told)) / sites.length / total),
    }))
  })
  return documents.toSorted((a, b) => Number(b.weight) - Number(a.weight))
}

const TOTAL = TOLD.reduce((sum, told) => sum + weightOf(told), 0)
const MEAN = TOLD.reduce((sum, told) => sum + weightOf(told) * told.score, 0) / TOTAL

/** The score of each coin: Ethereum's interval crosses zero, BNB has too few stories. */
function figure(plan: Plan, id: string): object {
  const common = { coin_id: id, as_of: iso(plan.now - 3 * MINUTE), stale: false, reason: null }
  if (id === 'bnb') {
    const none = { score: null, interval_95: null, reason: 'not_enough' }
    return { ...common, ...none, documents: 3, stories: 3 }
  }
  const score = id === 'bitcoin' ? 0.18 : 0.17
  const half = id === 'bitcoin' ? 0.07 : 0.3
  const interval = [signed(score - half), signed(score + half)]
  return { ...common, score: signed(score), interval_95: interval, documents: 412, stories: 167 }
}

export function sentiment(plan: Plan, id: string, window = '24h'): object {
  const shares = id === 'bnb' ? [null, null, null] : ['38.2000', '44.9000', '16.9000']
  return {
    ...figure(plan, id),
    window,
    half_life_hours: '8.0000',
    positive_percent: shares[0],
    neutral_percent: shares[1],
    negative_percent: shares[2],
    sources: [
      { source: 'coindesk', documents: 38, weight: '1.0000', share_percent: '61.2000' },
      { source: 'bluesky', documents: 268, weight: '0.3000', share_percent: '38.8000' },
    ],
    change: null,
    model: { name: 'minilm-crypto', version: '1.3' },
  }
}

function explanation(plan: Plan, id: string): object {
  const items = id === 'bitcoin' ? explained(plan) : []
  return {
    ...sentiment(plan, id),
    score: signed(MEAN),
    total_weight: TOTAL.toFixed(12),
    items,
    rest: { documents: 0, weight: '0.000000000000', weight_times_score: '0.000000000000' },
  }
}

/** Now and then there are too few stories. */
function trendPoint(time: number, step: number): object {
  const place = time / step
  const told = { time: iso(time), positive: 20, neutral: 22, negative: 9, documents: 120 }
  if (place % 17 <= 1) return { ...told, score: null, interval_95: null, stories: 3, reason: 'not_enough' }
  const score = 0.1 + 0.2 * Math.sin(place / 9)
  const interval = [signed(score - 0.1), signed(score + 0.1)]
  return { ...told, score: signed(score), interval_95: interval, stories: 51, reason: null }
}

function trend(plan: Plan, id: string, url: URL): object {
  const interval = url.searchParams.get('interval') ?? '1h'
  const step = interval === '1d' ? 24 * HOUR : HOUR
  const start = Math.ceil(Date.parse(url.searchParams.get('start') ?? iso(plan.now - 30 * 24 * HOUR)) / step) * step
  const items: object[] = []
  for (let time = start; time <= plan.now; time += step) items.push(trendPoint(time, step))
  const model = { name: 'minilm-crypto', version: '1.3' }
  return { coin_id: id, interval, window: '24h', items, model, as_of: iso(plan.now), stale: false, reason: null }
}

const VERDICT =
  'Strongest at 0 h: r = 0.45, n = 290, p = 0.10 after trying 25 lags. So: no relation that chance could not explain.'

const priceTest = (plan: Plan, id: string): object => ({
  coin_id: id,
  start: iso(plan.now - 30 * 24 * HOUR),
  end: iso(plan.now),
  items: [],
  strongest_lag_hours: 0,
  verdict: VERDICT,
  as_of: iso(plan.now),
  stale: false,
  reason: null,
})

const overview = (plan: Plan): object => ({
  market: { ...figure(plan, 'bitcoin'), score: '0.1100', interval_95: ['0.0800', '0.1400'], stories: 1284 },
  fear_greed: { day: iso(plan.now).slice(0, 10), value: 47, classification: 'Neutral', stale: false },
  items: plan.coins.map((id) => figure(plan, id)),
})

function source(plan: Plan, name: string, change: object = {}): object {
  return {
    source: name,
    kind: 'rss',
    kind_of_document: 'news',
    state: 'ok',
    reason: null,
    last_success_at: iso(plan.now - 2 * MINUTE),
    next_attempt_at: iso(plan.now + 3 * MINUTE),
    documents_24h: 38,
    newest_at: iso(plan.now - 4 * MINUTE),
    left_out_24h: {},
    weight: '1.0000',
    ...change,
  }
}

function sources(plan: Plan): object {
  const off = { state: 'disabled', reason: 'no key', last_success_at: null, newest_at: null, next_attempt_at: null }
  const items = [
    source(plan, 'coindesk', { left_out_24h: { off_topic: 4, language: 2 } }),
    source(plan, 'cointelegraph', { reason: 'moved to https://cointelegraph.example/rss' }),
    source(plan, 'theblock', { state: 'degraded', reason: 'rate limit, retry in 6 min', documents_24h: 9 }),
    source(plan, 'bluesky', { kind: 'jetstream', kind_of_document: 'social', documents_24h: 1268 }),
    source(plan, 'fear_greed', { kind: 'fear_greed', documents_24h: 0, newest_at: null }),
    source(plan, 'newsapi', { ...off, kind: 'newsapi' }),
  ]
  return { items, next: null }
}

function topics(plan: Plan): object {
  const examples = [
    { story_id: 'story-1', title: 'How To Buy Bitcoin With PayPal', url: 'https://decrypt.example/1', source: 'decrypt', published_at: iso(plan.now - HOUR) },
  ] // prettier-ignore
  const topic = (name: string, rise: string, score: string | null, before = 6) => ({
    ...{ topic: name, stories: 14, stories_before: before, rise_percent: rise, p_value: '0.0004', score, examples },
  })
  const items = [
    topic('PayPal', '164.0000', '0.3100'),
    topic('Twitter hack', '1210.0000', '-0.4400'),
    topic('derivatives', '88.0000', null, 0),
  ]
  return { window: '24h', baseline_days: 7, items, as_of: iso(plan.now), reason: null }
}

type Answer = (plan: Plan, url: URL, id: string) => object

export const SENTIMENT_ANSWERS: [RegExp, Answer][] = [
  [/^\/api\/sentiment\/(news|social)$/, (plan, url, kind) => stories(plan, kind, url)],
  [/^\/api\/sentiment\/overview$/, overview],
  [/^\/api\/sentiment\/sources$/, sources],
  [/^\/api\/sentiment\/topics$/, topics],
  [/^\/api\/sentiment\/evaluation$/, evaluation],
  [
    /^\/api\/sentiment\/compare$/,
    (plan, url) => ({
      items: (url.searchParams.get('coins') ?? '').split(',').map((id) => sentiment(plan, id)),
    }),
  ],
  [/^\/api\/sentiment\/trend\/([\w-]+)\/price-test$/, (plan, _, id) => priceTest(plan, id)],
  [/^\/api\/sentiment\/trend\/([\w-]+)$/, (plan, url, id) => trend(plan, id, url)],
  [/^\/api\/sentiment\/([\w-]+)\/explain$/, (plan, _, id) => explanation(plan, id)],
  [/^\/api\/sentiment\/([\w-]+)$/, (plan, url, id) => sentiment(plan, id, url.searchParams.get('window') ?? '24h')],
]
