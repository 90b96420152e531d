/**
 * The preferences, under the API's names. Stored in the browser, so that they are known before any answer; an account's
 * replace them after the sign-in. `public/theme.js` reads theme and palette before the first paint.
 */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'system' | 'dark' | 'light'
export const PALETTES = ['green-red', 'red-green', 'blue-orange'] as const
export type Palette = (typeof PALETTES)[number]
export type TimeZone = 'utc' | 'local'
export const RANGES = ['1H', '24H', '7D', '1M'] as const
export type Range = (typeof RANGES)[number]
/** The range of a coin's URL that names none; the same for every user. */
export const DEFAULT_RANGE: Range = '24H'

/** The indicators of a coin's URL that names none; the same for every user. */
export const DEFAULT_INDICATORS = 'sma:20,ema:50'

export interface Preferences {
  theme: Theme
  palette: Palette
  currency: string
  default_coin: string
  default_range: Range
  time_zone: TimeZone
  /** The indicators on the chart of a coin, as its URL has them; `none` for none. */
  chart_indicators: string
  /** US dollars from which on a trade is large; `auto`: by the coin's own trades. */
  large_trades: string
  /** Of this browser only. */
  single_keys: boolean
  compact_rows: boolean
  /** Dots instead of the amounts of portfolios. */
  hide_amounts: boolean
  /** One's own taker fees, `binance:7.5,kraken:16` in bp, as in the URL of the analytics page. Of this browser only. */
  taker_fees: string
  /** Of the table of holdings. Of this browser only. */
  hidden_holding_columns: string[]
}

const DEFAULTS: Preferences = {
  theme: 'system',
  palette: 'green-red',
  currency: 'USD',
  default_coin: 'bitcoin',
  default_range: DEFAULT_RANGE,
  time_zone: 'utc',
  chart_indicators: DEFAULT_INDICATORS,
  large_trades: 'auto',
  single_keys: true,
  compact_rows: false,
  hide_amounts: false,
  taker_fees: '',
  hidden_holding_columns: [],
}

export const usePreferences = create<Preferences>()(persist(() => DEFAULTS, { name: 'tidemark.preferences' }))

export type CoinView = Pick<Preferences, 'default_range' | 'chart_indicators'>

/** For links to a coin: the preferred range and indicators. A link somebody was given shows what it showed. */
export function preferredView(chosen: CoinView = usePreferences.getState()): { range?: Range; ind?: string } {
  const { default_range: range, chart_indicators: ind } = chosen
  return { ...(range !== DEFAULT_RANGE && { range }), ...(ind !== DEFAULT_INDICATORS && { ind }) }
}
