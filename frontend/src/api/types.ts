/** The shapes of `contract.md` that the pages read. Decimals stay text until they are drawn. */

export type Mode = 'live' | 'simulated' | 'replay'
export type VenueName = string
export type Reason = string | null
export type Status = 'complete' | 'backfilled' | 'partial'
export const INTERVALS = ['1m', '5m', '15m', '1h', '4h', '1d'] as const
export type Interval = (typeof INTERVALS)[number]

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Sparkline {
  interval: string
  start: string | null
  values: (string | null)[]
}

export interface CoinVenue {
  venue: VenueName
  included: boolean
  reason: Reason
}

/** What a coin's price says about itself, in the list and in detail. */
export interface Figures {
  coin_id: string
  price: string | null
  change_1h_percent: string | null
  change_24h_percent: string | null
  change_7d_percent: string | null
  low_24h: string | null
  high_24h: string | null
  as_of: string | null
  stale: boolean
  reason: Reason
}

export interface Coin extends Figures {
  symbol: string
  name: string
  market_cap_rank: number | null
  description?: string | null
  tick?: string | null
  volume_24h: string | null
  spread_bp: string | null
  complete_24h_percent: string | null
  venues: CoinVenue[]
  sparkline: Sparkline | null
}

export interface VenuePrice {
  venue: VenueName
  instrument_id: string
  price: string | null
  price_usd: string | null
  quote_usd: string | null
  quote_usd_as_of: string | null
  bid_price: string | null
  ask_price: string | null
  volume_24h: string | null
  weight: string | null
  as_of: string | null
  age_ms: number | null
  included: boolean
  reason: Reason
}

export interface Price extends Figures {
  currency: string
  source: string
  venues: VenuePrice[]
}

export interface Summary {
  volume_24h: string | null
  rising: number
  falling: number
  median_change_24h_percent: string | null
  complete_24h_percent: string | null
  open_gaps: number
  as_of: string | null
}

export interface Candle {
  instrument_id: string
  interval: string
  open_time: string
  open: string
  high: string
  low: string
  close: string
  volume: string
  quote_volume: string | null
  trade_count: number | null
  status: Status
  is_closed: boolean
  revision: number
}

export interface Trade {
  instrument_id: string
  venue: VenueName
  trade_id: string
  price: string
  size: string
  side: 'buy' | 'sell'
  timestamp: string
  received_at: string | null
  backfilled: boolean
}

export interface VenueState {
  venue: VenueName
  state: 'connecting' | 'live' | 'stale' | 'unavailable' | 'disabled'
  reason: Reason
  since: string | null
  last_message_at: string | null
  message_rate: number | string | null
  attempt: number | null
  next_attempt_at: string | null
  open_gaps: number
}

export interface IndicatorValue {
  open_time: string
  value: string | null
  n: number
  warm: boolean
  status: string
}

export interface Indicator {
  coin_id: string
  instrument_id: string
  kind: string
  period: number
  interval: string
  as_of: string | null
  source: string
  stale: boolean
  reason: Reason
  items: IndicatorValue[]
  annualization?: string | number | null
}

export interface Correlation {
  value: string | null
  n: number
  warm: boolean
  as_of: string | null
  status: string | null
}

export interface ProblemBody {
  title?: string
  status?: number
  code?: string
  detail?: string
  request_id?: string
}
