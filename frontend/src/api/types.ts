/** Names for the types of the generated schema. Decimals stay text until they are drawn. */
import type { components } from './schema.gen'

type Schemas = components['schemas']

export type Mode = Schemas['Mode']
export type Interval = Schemas['Interval']
export const INTERVALS = ['1m', '5m', '15m', '1h', '4h', '1d'] as const satisfies readonly Interval[]

export type Venue = Schemas['Venue']

export type CoinVenue = Schemas['CoinVenue']
export type Coin = Schemas['CoinItem'] & Partial<Pick<Schemas['CoinDetail'], 'description'>>
export type Price = Schemas['Price']
export type PipelineHistory = Schemas['PipelineItem']['history']
export type VenuePrice = Schemas['VenuePrice']
export type Summary = Schemas['Summary']
export type Gap = Schemas['GapItem']
export type Completeness = Schemas['CompletenessItem']
export type VenueStatus = Schemas['VenueItem']
export type Trade = Pick<
  Schemas['TradeItem'],
  | 'instrument_id'
  | 'venue'
  | 'trade_id'
  | 'price'
  | 'size'
  | 'side'
  | 'timestamp'
  | 'received_at'
  | 'backfilled'
  | 'quote_usd'
>
/** The fields of a candle that both the stream and REST have. */
export type Candle = Omit<Schemas['CandleItem'], 'usd_volume' | 'taker_buy_volume' | 'source' | 'as_of'> &
  Partial<Pick<Schemas['CandleItem'], 'source'>>
export type IndicatorValue = Schemas['IndicatorItem']
export type Indicator = Schemas['MovingAverage'] | Schemas['Volatility']

/** The figures of a coin that the list, its details and the stream all have. */
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
  | 'volume_as_of'
  | 'volume_stale'
  | 'volume_missing'
  | 'spread_bp'
  | 'as_of'
  | 'stale'
  | 'quiet'
  | 'reason'
> & { venues: (CoinVenue & Partial<Pick<VenuePrice, 'price_usd'>>)[] }

export type Correlation = Schemas['PairCorrelation']
