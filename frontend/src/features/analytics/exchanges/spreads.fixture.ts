/** A spread of 80 bp between two exchanges, for tests. */
import type { Spread, SpreadLeg } from '@/api/exchanges'

export const leg = (venue: SpreadLeg['venue'], given: Partial<SpreadLeg> = {}): SpreadLeg => ({
  ...{ venue, instrument_id: `BTC-USD.${venue.toUpperCase()}`, quote: 'USD', price: '100', size: '1', quote_usd: '1' },
  ...{ quote_usd_as_of: null, price_usd: '100', fee_bp: '10', quoted_at: null, age_ms: 100, reason: null, ...given },
})

export const spread = (given: Partial<Spread> = {}): Spread => ({
  ...{
    buy: 'binance',
    sell: 'kraken',
    ask: '100',
    bid: '101',
    gross_bp: '100',
    fees_bp: '20',
    net_bp: '80',
    size: '1',
  },
  ...{ profit_usd: '0.8', age_ms: { buy: 100, sell: 100 }, reason: null },
  ...{ buy_leg: leg('binance'), sell_leg: leg('kraken'), ...given },
})
