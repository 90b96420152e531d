/** Spreads between exchanges as they are shown: the best of a coin, their order, the words for what is unknown. Pure. */
import type { Spread, SpreadLeg } from '@/api/exchanges'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'

export interface CoinSpread {
  coin: string
  /** Undefined: the service knows no two exchanges for it. */
  best: Spread | undefined
}

/** Known first, the highest first; of unknown nets the higher gross first, and last what has neither. */
function byNet(a: Spread, b: Spread): number {
  if (a.net_bp !== null && b.net_bp !== null) return Number(b.net_bp) - Number(a.net_bp)
  if (a.net_bp !== null || b.net_bp !== null) return a.net_bp === null ? 1 : -1
  return Number(b.gross_bp ?? -Infinity) - Number(a.gross_bp ?? -Infinity)
}

/** The pair of exchanges that brings most, as far as it is known. */
export const bestOf = (spreads: readonly Spread[]): Spread | undefined => spreads.toSorted(byNet)[0]

export const sortedSpreads = (spreads: readonly Spread[]): Spread[] => spreads.toSorted(byNet)

export function sortedCoins(rows: readonly CoinSpread[]): CoinSpread[] {
  return rows.toSorted((a, b) => {
    if (a.best && b.best) return byNet(a.best, b.best)
    return Number(!a.best) - Number(!b.best)
  })
}

/** `Kraken quote too old`: which side may not be relied on, and why. */
export function legReason({ venue, reason, age_ms: age, quote }: SpreadLeg): string {
  const name = venueName(venue)
  const words: Record<string, string> = {
    quote_old: `${name} quote too old${age === null ? '' : ` (${formatAge(age)})`}`,
    one_sided: `${name} quotes one side only`,
    crossed: `${name} quotes a bid above its ask`,
    no_data: `no quote from ${name} yet`,
  }
  if (reason === null) return ''
  return words[reason] ?? `${name}: ${reasonText(reason, { ageMs: age, quote })}`
}

/** Why the net of a spread is unknown, of both sides; empty if it is known. */
export function unknownReason({ net_bp: net, reason, buy_leg: buy, sell_leg: sell }: Spread): string {
  if (net !== null) return ''
  const parts = [legReason(buy), legReason(sell)].filter(Boolean)
  return parts.length > 0 ? parts.join('; ') : reasonText(reason ?? 'no_data')
}

/** What a row says below its coin. */
export function remark(spread: Spread): string {
  if (spread.net_bp === null) return unknownReason(spread)
  if (Number(spread.net_bp) > 0) return ''
  return Number(spread.gross_bp) > 0 ? 'fees exceed it' : 'no difference to gain from'
}

/** Whether a quote is older than the service counts on; it may have become so since the answer. */
export const isOld = ({ quoted_at: at }: SpreadLeg, limitMs: number, now: number): boolean =>
  at !== null && now - Date.parse(at) > limitMs

/** A spread as it is known now: of a quote that has become too old since the answer the net is unknown. */
export function currentSpread(spread: Spread, limitMs: number, now: number): Spread {
  const reason = 'quote_old' as const
  const legNow = (leg: SpreadLeg): SpreadLeg =>
    leg.reason === null && isOld(leg, limitMs, now) ? { ...leg, reason, age_ms: null } : leg
  const [buy, sell] = [legNow(spread.buy_leg), legNow(spread.sell_leg)]
  if (spread.net_bp === null || (buy === spread.buy_leg && sell === spread.sell_leg)) return spread
  return { ...spread, buy_leg: buy, sell_leg: sell, net_bp: null, profit_usd: null, reason }
}

export interface VenueMid {
  venue: string
  mid: number | null
  asOf: string | null
  reason: string | null
}

interface Quoted {
  venue: string
  bid_price: string | null
  ask_price: string | null
  quote_usd: string | null
  as_of: string | null
  reason: string | null
}

/** The middle of bid and ask in USD of the first instrument that has both at each exchange. */
export function midsOf(quoted: readonly Quoted[], venues: readonly string[]): VenueMid[] {
  return venues.map((venue) => {
    const own = quoted.filter((one) => one.venue === venue)
    const one = own.find(({ bid_price: bid, ask_price: ask, quote_usd: rate }) => bid && ask && rate) ?? own[0]
    if (!one) return { venue, mid: null, asOf: null, reason: 'not_listed' }
    const { bid_price: bid, ask_price: ask, quote_usd: rate, as_of: asOf, reason } = one
    const mid = bid && ask && rate ? ((Number(bid) + Number(ask)) / 2) * Number(rate) : null
    return { venue, mid, asOf, reason: reason ?? (mid === null ? 'no_data' : null) }
  })
}

/** How far a middle is from that of the reference, in bp. */
export const offBy = (mid: number | null, reference: number | null): number | null =>
  mid === null || reference === null || reference === 0 ? null : (mid / reference - 1) * 10_000
