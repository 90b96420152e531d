import { describe, expect, test } from 'vitest'
import type { Spread, SpreadLeg } from '@/api/exchanges'
import { bestOf, legReason, midsOf, offBy, remark, sortedCoins, unknownReason } from './spreads'

const leg = (venue: SpreadLeg['venue'], given: Partial<SpreadLeg> = {}): SpreadLeg => ({
  ...{ venue, instrument_id: `BTC-USD.${venue.toUpperCase()}`, quote: 'USD', price: '100', size: '1', quote_usd: '1' },
  ...{ quote_usd_as_of: null, price_usd: '100', fee_bp: '10', quoted_at: null, age_ms: 100, reason: null, ...given },
})

const spread = (given: Partial<Spread>): Spread => ({
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

describe('the best spread of a coin', () => {
  test('is the highest net; what is unknown is never best', () => {
    const unknown = spread({ net_bp: null, gross_bp: '900', reason: 'quote_old' })
    expect(bestOf([unknown, spread({ net_bp: '-3' }), spread({ net_bp: '2' })])?.net_bp).toBe('2')
    expect(bestOf([unknown])).toBe(unknown)
    expect(bestOf([])).toBeUndefined()
  })

  test('coins without a known net come after those with one', () => {
    const rows = [
      { coin: 'none', best: undefined },
      { coin: 'unknown', best: spread({ net_bp: null }) },
      { coin: 'low', best: spread({ net_bp: '-30' }) },
      { coin: 'high', best: spread({ net_bp: '30' }) },
    ]
    expect(sortedCoins(rows).map(({ coin }) => coin)).toEqual(['high', 'low', 'unknown', 'none'])
  })
})

describe('the words', () => {
  test('a side that is too old is named with its age', () => {
    const old = leg('kraken', { reason: 'quote_old', age_ms: 42_000 })
    expect(legReason(old)).toBe('Kraken quote too old (42 s)')
    expect(unknownReason(spread({ net_bp: null, reason: 'quote_old', sell_leg: old }))).toBe(
      'Kraken quote too old (42 s)',
    )
  })

  test('both sides are named when neither may be relied on', () => {
    const legs = {
      buy_leg: leg('binance', { reason: 'no_rate', quote: 'USDT' }),
      sell_leg: leg('kraken', { reason: 'halted' }),
    }
    expect(unknownReason(spread({ net_bp: null, reason: 'no_rate', ...legs }))).toBe(
      'Binance: no USDT rate in the last minute; Kraken: trading halted there',
    )
  })

  test('a remark says why there is nothing to gain', () => {
    expect([
      remark(spread({})),
      remark(spread({ net_bp: '-5' })),
      remark(spread({ net_bp: '-5', gross_bp: '-1' })),
    ]).toEqual([...['', 'fees exceed it', 'no difference to gain from']])
  })
})

test('a middle is in USD, of the first instrument that has both sides', () => {
  const quoted = (venue: string, bid: string | null, rate: string | null = '1') => ({
    ...{ venue, bid_price: bid, ask_price: '102', quote_usd: rate, as_of: null, reason: null },
  })
  const found = midsOf([quoted('binance', null), quoted('binance', '98', '0.5')], ['binance', 'kraken'])
  expect(found).toMatchObject([
    { venue: 'binance', mid: 50 },
    { venue: 'kraken', mid: null, reason: 'not_listed' },
  ])
  expect(offBy(50.05, 50)).toBeCloseTo(10, 6)
  expect(offBy(null, 50)).toBeNull()
})
