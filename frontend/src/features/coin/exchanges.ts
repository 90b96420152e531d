/** One exchange's price of a coin: pair, quote, spread, and which exchange the chart shows. Pure. */
import type { CoinVenue, Price, VenuePrice } from '@/api/types'
import { formatBp, formatCompact, formatPercent, roundText } from '@/lib/format'
import { VENUES, venueName } from '@/lib/venues'

export const ALL_EXCHANGES = 'composite'

export const isVenue = (name: string): boolean => name === ALL_EXCHANGES || (VENUES as readonly string[]).includes(name)

/** `ADA-USDT.BINANCE` → `ADA-USDT`. */
export function instrumentLabel(instrumentId: string): string {
  return instrumentId.split('.')[0] ?? instrumentId
}

export function quoteOf(instrumentId: string): string {
  return instrumentLabel(instrumentId).split('-').at(-1) ?? ''
}

/** The spread relative to the mid, in basis points. */
export function spreadBp({ bid_price, ask_price }: Pick<VenuePrice, 'bid_price' | 'ask_price'>): string | null {
  if (bid_price === null || ask_price === null) return null
  const [bid, ask] = [Number(bid_price), Number(ask_price)]
  return bid > 0 && ask > 0 ? (((ask - bid) / ((ask + bid) / 2)) * 10_000).toFixed(4) : null
}

/** A size in the narrow column of quotes: three digits, `0.0123`, `1.20`, `1,204`. */
export function sizeText(size: string): string {
  const value = Number(size)
  if (value >= 1000) return formatCompact(size)
  return roundText(size, value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4)
}

/** A price in the exchange's quote currency, in USD; exact where they are the same. */
export function inUsd(price: string | null, { quote_usd }: Pick<VenuePrice, 'quote_usd'>): string | null {
  if (price === null || quote_usd === null) return null
  if (Number(quote_usd) === 1) return price
  const usd = Number(price) * Number(quote_usd)
  return usd.toFixed(Math.min(18, Math.max(0, 12 - Math.floor(Math.log10(usd)))))
}

/** How far an exchange's price is from the composite, `2.4%`. */
export function offTheOthers({ price_usd }: VenuePrice, price: Price): string | null {
  if (price_usd === null || price.price === null) return null
  const off = Math.abs(Number(price_usd) / Number(price.price) - 1) * 100
  return formatPercent(off.toFixed(4))
}

/** The instruments of the exchanges that trade a coin: the first one of each. */
export function tradedAt<T extends CoinVenue>(venues: readonly T[]): T[] {
  const traded = venues.filter(({ reason }) => reason !== 'not_listed')
  return traded.filter((one, index) => traded.findIndex(({ venue }) => venue === one.venue) === index)
}

/**
 * The exchange on which a chart opens: one whose candles are final once they are closed, not the average of all. The
 * first in the catalogue's order that is in the price.
 */
export function openingVenue(venues: readonly CoinVenue[]): string {
  const traded = tradedAt(venues)
  return (traded.find(({ included }) => included) ?? traded[0])?.venue ?? ALL_EXCHANGES
}

/** The first exchange in the price that trades the coin for US dollars. */
export const usdVenue = (venues: readonly CoinVenue[]): string | undefined =>
  tradedAt(venues).find((one) => one.included && quoteOf(one.instrument_id) === 'USD')?.venue

export interface ShownVenue {
  venue: string
  /** Null for the composite. */
  instrumentId: string | null
  /** The exchange that was chosen, if it does not trade the coin. */
  missing: string | null
}

/** The exchange of the chart: the chosen one if it trades the coin, else `opening`. */
export function shownVenue(chosen: string | undefined, opening: string, venues: readonly CoinVenue[]): ShownVenue {
  const traded = tradedAt(venues)
  const known = chosen === ALL_EXCHANGES || traded.some(({ venue }) => venue === chosen)
  const venue = chosen !== undefined && known ? chosen : opening
  const instrumentId = traded.find((one) => one.venue === venue)?.instrument_id ?? null
  return { venue, instrumentId, missing: chosen === undefined || known ? null : chosen }
}

/** The newest price of the chart's source, in its currency: the one in the page's head, or the exchange's own. */
export function newestPrice(price: Price | undefined, instrumentId: string | null): string | null {
  if (instrumentId === null) return price?.price ?? null
  return price?.venues.find((one) => one.instrument_id === instrumentId)?.price ?? null
}

const NOTHING_BP = 0.05

/** `1.4 bp over the price above`; null while one of the two is unknown. */
function awayText(priceUsd: string | null | undefined, composite: string | null | undefined): string | null {
  if (!priceUsd || !composite) return null
  const away = (Number(priceUsd) / Number(composite) - 1) * 10_000
  if (Math.abs(away) < NOTHING_BP) return 'the price above'
  return `${formatBp(Math.abs(away).toFixed(4))} ${away > 0 ? 'over' : 'under'} the price above`
}

/** How the chart's prices relate to the one in the page's head. */
export function sourceText(price: Price | undefined, instrumentId: string | null): string {
  if (instrumentId === null) {
    return 'All exchanges in USD, averaged by volume. The open candle is computed anew with every trade until it closes.'
  }
  const one = price?.venues.find((other) => other.instrument_id === instrumentId)
  const where = one ? ` as traded at ${venueName(one.venue)}` : ''
  const away = awayText(one?.price_usd, price?.price)
  return `${instrumentLabel(instrumentId)}${where}, in ${quoteOf(instrumentId)}${away ? `; in USD ${away}` : ''}.`
}
