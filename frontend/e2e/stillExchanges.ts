/** Exchanges compared in a market that stands still: each spread can be worked out by hand from its quotes. */
const MINUTE = 60_000

interface Plan {
  now: number
  coins: string[]
}

const iso = (ms: number): string => new Date(ms).toISOString()

const VENUES = ['binance', 'coinbase', 'kraken'] as const
const FEES: Record<string, string> = { binance: '10', coinbase: '60', kraken: '26' }

interface Quote {
  bid: number
  ask: number
  rate: string
  ageMs: number
}

/** Kraken's bid is above Binance's ask by more than the fees for bitcoin; its quote of ethereum is 42 s old. */
function quoteOf(coin: string, venue: string): Quote {
  const dear = venue === 'kraken' && coin === 'bitcoin' ? 500 : 0
  const base = 67_000 + dear
  const rate = venue === 'binance' ? '0.999' : '1'
  const ageMs = venue === 'kraken' && coin === 'ethereum' ? 42_000 : 300
  return { bid: base - 4, ask: base + 4, rate, ageMs }
}

function feesOf(url: URL): Record<string, string> {
  const own = (url.searchParams.get('fees') ?? '').split(',').filter(Boolean)
  return { ...FEES, ...(Object.fromEntries(own.map((one) => one.split(':'))) as Record<string, string>) }
}

function legOf(plan: Plan, coin: string, venue: string, side: 'bid' | 'ask', fee: string) {
  const quote = quoteOf(coin, venue)
  const usd = quote[side] * Number(quote.rate)
  return {
    usd,
    venue,
    instrument_id: `${coin.slice(0, 3).toUpperCase()}-${venue === 'binance' ? 'USDT' : 'USD'}.${venue.toUpperCase()}`,
    quote: venue === 'binance' ? 'USDT' : 'USD',
    ...{ price: String(quote[side]), size: '1.5', quote_usd: quote.rate, quote_usd_as_of: iso(plan.now) },
    price_usd: usd.toFixed(3),
    fee_bp: fee,
    quoted_at: iso(plan.now + 60 * MINUTE - quote.ageMs),
    age_ms: quote.ageMs,
    reason: quote.ageMs > 5_000 ? 'quote_old' : null,
  }
}

function spread(plan: Plan, coin: string, buy: string, sell: string, fees: Record<string, string>): object {
  const [from, to] = [
    legOf(plan, coin, buy, 'ask', fees[buy] ?? '0'),
    legOf(plan, coin, sell, 'bid', fees[sell] ?? '0'),
  ]
  const ratio = to.usd / from.usd
  const [gross, cost] = [(ratio - 1) * 10_000, Number(fees[buy]) + Number(fees[sell]) * ratio]
  const reason = [from, to].map((leg) => leg.reason).find((one) => one !== null)
  const net = reason === undefined ? (gross - cost).toFixed(4) : null
  return {
    ...{ buy, sell, ask: from.usd.toFixed(3), bid: to.usd.toFixed(3) },
    ...{ gross_bp: gross.toFixed(4), fees_bp: cost.toFixed(4), net_bp: net, size: '1.5' },
    profit_usd: net === null ? null : ((1.5 * from.usd * Number(net)) / 10_000).toFixed(4),
    age_ms: { buy: quoteOf(coin, buy).ageMs, sell: quoteOf(coin, sell).ageMs },
    reason: reason ?? null,
    ...{ buy_leg: from, sell_leg: to },
  }
}

function spreads(plan: Plan, url: URL, coin_id: string): object {
  const fees = feesOf(url)
  const venues = coin_id === 'bnb' ? VENUES.slice(0, 1) : VENUES
  const items = venues.flatMap((buy) =>
    venues.filter((sell) => sell !== buy).map((sell) => spread(plan, coin_id, buy, sell, fees)),
  )
  const known = { as_of: iso(plan.now), source: 'quotes', stale: false, reason: null }
  return { coin_id, currency: 'USD', ...known, age_limit_ms: 5_000, items }
}

function history(plan: Plan): object {
  const items = Array.from({ length: 600 }, (_, index) => {
    const gross = 12 + 14 * Math.sin(index / 60)
    return {
      time: iso(Math.floor(plan.now / MINUTE) * MINUTE - (index + 1) * MINUTE),
      ...{ gross_max_bp: (gross + 2).toFixed(4), gross_mean_bp: gross.toFixed(4) },
      ...{ net_max_bp: (gross - 20).toFixed(4), net_mean_bp: (gross - 22).toFixed(4) },
      known_seconds: index % 97 === 0 ? '21.5' : '60.0',
    }
  }).filter((_, index) => index < 200 || index > 240)
  return { items, next: null }
}

function opportunity(plan: Plan, minutes: number, more: object): object {
  const best = spread(plan, 'bitcoin', 'binance', 'kraken', FEES)
  return {
    ...best,
    ...{ coin_id: 'bitcoin', state: 'closed', opened_at: iso(plan.now - minutes * MINUTE), reason: 'gone' },
    ...{ seen_at: iso(plan.now - (minutes - 1) * MINUTE), closed_at: iso(plan.now - (minutes - 1) * MINUTE) },
    ...{ duration_ms: 42_000, best_at: iso(plan.now - minutes * MINUTE), best_net_bp: '38.4' },
    ...more,
  }
}

const arbitrage = (plan: Plan): object => ({
  items: [
    opportunity(plan, 3, { state: 'open', closed_at: null, reason: null, duration_ms: 180_000 }),
    opportunity(plan, 60, {}),
    opportunity(plan, 90, { reason: 'quote_old', size: null }),
  ],
  next: null,
})

function prices(plan: Plan): object {
  const items = plan.coins.map((coin_id) => ({
    coin_id,
    venues: VENUES.filter((venue) => coin_id !== 'bnb' || venue === 'binance').map((venue) => {
      const { bid, ask, rate } = quoteOf(coin_id, venue)
      const silent = venue === 'kraken' && coin_id === 'ethereum'
      return {
        ...{ venue, instrument_id: `X.${venue.toUpperCase()}`, bid_price: String(bid), ask_price: String(ask) },
        ...{ quote_usd: rate, as_of: iso(plan.now), reason: silent ? 'venue_stale' : null },
      }
    }),
  }))
  return { items, next: null }
}

type Answer = (plan: Plan, url: URL, id: string) => object

export const EXCHANGE_ANSWERS: [RegExp, Answer][] = [
  [/^\/api\/market\/spreads\/([\w-]+)\/history$/, history],
  [/^\/api\/market\/spreads\/([\w-]+)$/, spreads],
  [/^\/api\/market\/arbitrage$/, arbitrage],
  [/^\/api\/market\/prices$/, prices],
]
