import { describe, expect, test } from 'vitest'
import { leg, spread } from './spreads.fixture'
import { bestOf, currentSpread, legReason, midsOf, offBy, remark, sortedCoins, unknownReason } from './spreads'

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

describe('a spread whose answers have stopped', () => {
  const NOW = Date.parse('2026-11-30T08:00:00Z')
  const at = (ms: number) => new Date(NOW - ms).toISOString()
  const quoted = spread({
    buy_leg: leg('binance', { quoted_at: at(0) }),
    sell_leg: leg('kraken', { quoted_at: at(4_000) }),
  })

  test('is known while both quotes are within the limit', () => {
    expect(currentSpread(quoted, 5_000, NOW + 1_000)).toBe(quoted)
  })

  test('is unknown once a quote is too old, which is named', () => {
    const after = currentSpread(quoted, 5_000, NOW + 1_001)
    expect(after).toMatchObject({ net_bp: null, profit_usd: null, reason: 'quote_old' })
    expect(unknownReason(after)).toBe('Kraken quote too old')
    expect(unknownReason(currentSpread(quoted, 5_000, NOW + 6_000))).toBe('Binance quote too old; Kraken quote too old')
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
