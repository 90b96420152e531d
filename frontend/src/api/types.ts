/** The names the pages use for what the generated schema describes. Decimals stay text until they are drawn. */
import type { components } from './schema.gen'

type Schemas = components['schemas']

export type Mode = Schemas['Mode']
export type Interval = Schemas['Interval']
export const INTERVALS = ['1m', '5m', '15m', '1h', '4h', '1d'] as const satisfies readonly Interval[]

export type Venue = Schemas['Venue']

export type CoinVenue = Schemas['CoinVenue']
export type Coin = Schemas['CoinItem'] & Partial<Pick<Schemas['CoinDetail'], 'tick' | 'description'>>
export type Price = Schemas['Price']
export type VenuePrice = Schemas['VenuePrice']
export type Summary = Schemas['Summary']
export type Gap = Schemas['GapItem']
export type VenueStatus = Schemas['VenueItem']
export type Trade = Pick<
  Schemas['TradeItem'],
  'instrument_id' | 'venue' | 'trade_id' | 'price' | 'size' | 'side' | 'timestamp' | 'received_at' | 'backfilled'
>
/** What the stream and REST both say of a candle. */
export type Candle = Omit<Schemas['CandleItem'], 'usd_volume' | 'source' | 'as_of'> &
  Partial<Pick<Schemas['CandleItem'], 'source'>>
export type IndicatorValue = Schemas['Item']
export type Indicator = Schemas['MovingAverage'] | Schemas['Volatility']

/** What a coin's price says about itself, in the list, in detail and in the stream. */
export type Figures = Pick<
  Price,
  | 'coin_id'
  | 'price'
  | 'change_1h_percent'
  | 'change_24h_percent'
  | 'change_7d_percent'
  | 'low_24h'
  | 'high_24h'
  | 'volume_24h'
  | 'spread_bp'
  | 'as_of'
  | 'stale'
  | 'reason'
>

export type Correlation = Schemas['PairCorrelation']
