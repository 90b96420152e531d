import { expect, test } from 'vitest'
import { reasonText } from './venues'

test.each([
  ['venue_stale', { ageMs: 42_000 }, 'no trade for 42 s'],
  ['no_data', {}, 'nothing received yet'],
  ['no_rate', { quote: 'USDT' }, 'no USDT rate in the last minute'],
  ['outlier', { offBy: '2.4%' }, 'left out: 2.4% off the others'],
  ['geo_blocked', {}, 'refused for this location (451)'],
  ['not_listed', {}, 'not traded here'],
  ['halted', {}, 'trading halted by the exchange'],
  ['refused', {}, 'the exchange refuses to send it'],
  ['clock_wrong', {}, "this server's clock is wrong"],
  ['connection_lost', { attempt: 3, waitMs: 7_400 }, 'reconnecting, try 3 in 8 s'],
  ['rate_limited', { waitMs: 12_000 }, 'asked to wait 12 s'],
  ['ingest_down', {}, 'our collector is down'],
  ['protocol_unknown', {}, 'speaks a protocol we do not know'],
  ['something_new', {}, 'something_new'],
])('the reason %s as text', (reason, context, text) => {
  expect(reasonText(reason, context)).toBe(text)
})
