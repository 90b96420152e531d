import { expect, test } from 'vitest'
import { doubtText } from './doubt'

const line = (id: string, price_usd: string | null, reason: string | null = null) => ({
  instrument_id: id, included: reason === null, price_usd, reason,
}) // prettier-ignore

test('exchanges that differ say by how much', () => {
  const venues = [
    line('ADA-USD.KRAKEN', '1.031'),
    line('ADA-USD.COINBASE', '1', 'outlier'),
    line('ADA-USDT.BINANCE', null),
  ]
  expect(doubtText({ reason: 'venues_disagree', venues })).toBe('exchanges differ by 3.1%')
})

test('rates that differ name their currency', () => {
  const venues = [line('ADA-USD.KRAKEN', '1'), line('ADA-USDT.BINANCE', '1', 'rates_disagree')]
  expect(doubtText({ reason: 'rates_disagree', venues })).toBe('USDT rates differ widely')
})

test('a price without a rate says so', () => {
  expect(doubtText({ reason: 'no_rate', venues: [] })).toBe('no quote currency rate in the last minute')
})
