import { expect, test } from 'vitest'
import type { Spread } from '@/api/exchanges'
import { workingOf } from './working'

const leg = { instrument_id: 'X-USDT.BINANCE', venue: 'binance', quote: 'USDT', price: '100', quote_usd: '0.999', price_usd: '99.9', size: '2', fee_bp: '10' } // prettier-ignore
const other = { instrument_id: 'X-USD.KRAKEN', venue: 'kraken', quote: 'USD', price: '101', quote_usd: '1', price_usd: '101', size: '1', fee_bp: '26' } // prettier-ignore
const spread = {
  ...{
    ask: '99.9',
    bid: '101',
    gross_bp: '110.1101',
    fees_bp: '36.2863',
    net_bp: '73.8238',
    size: '1',
    profit_usd: '0.7375',
  },
  ...{ buy_leg: leg, sell_leg: other },
} as unknown as Spread

test('a spread can be worked out by hand from what is shown', () => {
  const lines = Object.fromEntries(workingOf(spread))
  expect(lines['Buy at Binance, ask of X-USDT.BINANCE']).toBe('100 USDT × 0.999 USD = 99.9 USD')
  expect(lines['Sell at Kraken, bid of X-USD.KRAKEN']).toBe('101 USD')
  expect(lines.Gross).toBe('(101 ÷ 99.9 − 1) × 10,000 = 110.1101 bp')
  expect(lines.Net).toBe('gross − fees = 73.8238 bp')
  expect((101 / 99.9 - 1) * 10_000).toBeCloseTo(110.1101, 3)
  expect(10 + (26 * 101) / 99.9).toBeCloseTo(36.2863, 3)
})

test('what is unknown is no number', () => {
  const lines = Object.fromEntries(workingOf({ ...spread, net_bp: null, profit_usd: null, size: null }))
  expect([lines.Net, lines['Of that size']]).toEqual(['unknown', 'size × ask × net ÷ 10,000 = —'])
})
