/** Names of exchanges, and reasons as text. An unknown code is returned unchanged. Pure. */
import { formatAge } from './time'

const NAMES: Record<string, string> = {
  binance: 'Binance',
  coinbase: 'Coinbase',
  kraken: 'Kraken',
  composite: 'All exchanges',
}

export function venueName(venue: string): string {
  return NAMES[venue] ?? venue
}

export const VENUES = ['binance', 'coinbase', 'kraken'] as const

/** `Coinbase and Kraken`, `Binance, Coinbase and Kraken`. */
export function venueNames(venues: readonly string[]): string {
  const names = venues.map(venueName)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

export interface ReasonContext {
  ageMs?: number | null
  attempt?: number | null
  waitMs?: number | null
  quote?: string
  offBy?: string | null
  /** In as few words as will do. */
  brief?: boolean
}

const seconds = (ms: number): string => `${Math.max(0, Math.ceil(ms / 1000))} s`

function reconnecting({ attempt, waitMs, brief }: ReasonContext): string {
  if (brief && waitMs != null && waitMs > 0) return `retry in ${seconds(waitMs)}`
  const tried = attempt ? `reconnecting, try ${attempt}` : 'reconnecting'
  return waitMs != null && waitMs > 0 ? `${tried} in ${seconds(waitMs)}` : tried
}

const WORDS: Record<string, (context: ReasonContext) => string> = {
  venue_stale: ({ ageMs }) => (ageMs == null ? 'no recent trade' : `no trade for ${formatAge(ageMs)}`),
  no_data: () => 'nothing received yet',
  no_rate: ({ quote }) => `no ${quote ?? 'quote currency'} rate in the last minute`,
  outlier: ({ offBy }) => (offBy ? `left out: ${offBy} off the others` : 'left out: too far off the others'),
  geo_blocked: () => 'refused for this location (451)',
  not_listed: () => 'not traded here',
  clock_wrong: () => "this server's clock is wrong",
  connection_lost: reconnecting,
  rate_limited: ({ waitMs }) => (waitMs != null && waitMs > 0 ? `asked to wait ${seconds(waitMs)}` : 'asked to wait'),
  ingest_down: () => 'our collector is down',
  protocol_unknown: () => 'speaks a protocol we do not know',
  halted: () => 'trading halted there',
  refused: () => 'the exchange refused the subscription',
  quiet: ({ ageMs }) => (ageMs == null ? 'no recent trade' : `no trade for ${formatAge(ageMs)}`),
  venues_disagree: ({ offBy }) => (offBy ? `exchanges differ by ${offBy}` : 'exchanges differ widely'),
  rates_disagree: ({ quote, offBy }) => `${quote ?? 'currency'} rates differ${offBy ? ` by ${offBy}` : ' widely'}`,
}

export function reasonText(reason: string, context: ReasonContext = {}): string {
  return WORDS[reason]?.(context) ?? reason
}
