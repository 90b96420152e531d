import { expect, test } from 'vitest'
import { reasonText, venueNames } from './venues'

test.each([
  ['venue_stale', { ageMs: 42_000 }, 'no trade for 42 s'],
  ['no_data', {}, 'nothing received yet'],
  ['no_rate', { quote: 'USDT' }, 'no USDT rate in the last minute'],
  ['outlier', { offBy: '2.4%' }, 'left out: 2.4% off the others'],
  ['geo_blocked', {}, 'refused for this location (451)'],
  ['not_listed', {}, 'not traded here'],
  ['clock_wrong', {}, "this server's clock is wrong"],
  ['connection_lost', { attempt: 3, waitMs: 7_400 }, 'reconnecting, try 3 in 8 s'],
  ['rate_limited', { waitMs: 12_000 }, 'asked to wait 12 s'],
  ['ingest_down', {}, 'our collector is down'],
  ['protocol_unknown', {}, 'speaks a protocol we do not know'],
  ['halted', {}, 'trading halted there'],
  ['refused', {}, 'the exchange refused the subscription'],
  ['quiet', { ageMs: 1_200_000 }, 'no trade for 20 min'],
  ['venues_disagree', { offBy: '3.1%' }, 'exchanges differ by 3.1%'],
  ['rates_disagree', { quote: 'USDT', offBy: '2%' }, 'USDT rates differ by 2%'],
  ['rates_disagree', { quote: 'USDT' }, 'USDT rates differ widely'],
  ['something_new', {}, 'something_new'],
])('the reason %s as text', (reason, context, text) => {
  expect(reasonText(reason, context)).toBe(text)
})

test('several exchanges are all named', () => {
  expect([['kraken'], ['coinbase', 'kraken'], ['binance', 'coinbase', 'kraken']].map(venueNames)).toEqual([
    'Kraken',
    'Coinbase and Kraken',
    'Binance, Coinbase and Kraken',
  ])
})
