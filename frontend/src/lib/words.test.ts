import { describe, expect, test } from 'vitest'
import { toCsv } from './csv'
import { freshness } from './freshness'
import { nearest } from './nearest'
import { sparkPath, sparkScale } from './spark'
import { reasonText } from './venues'

describe('freshness', () => {
  test.each([
    [5_000, false, 'live'],
    [5_001, false, 'ageing'],
    [15_000, false, 'ageing'],
    [15_001, false, 'stale'],
    [10, true, 'stale'],
  ])('after %i ms, told stale %s, is %s', (age, stale, state) => {
    expect(freshness(1_000_000, stale, 1_000_000 + age)).toBe(state)
  })

  test('of nothing is unknown', () => {
    expect(freshness(null, false, 0)).toBe('unknown')
  })
})

describe('reasons', () => {
  test.each([
    ['venue_stale', { ageMs: 42_000 }, 'no trade for 42 s'],
    ['no_data', {}, 'nothing received yet'],
    ['no_rate', { quote: 'USDT' }, 'no USDT rate in the last minute'],
    ['outlier', { offBy: '2.4%' }, 'left out: 2.4% off the others'],
    ['geo_blocked', {}, 'refused for this location (451)'],
    ['not_listed', {}, 'not traded here'],
    ['connection_lost', { attempt: 3, waitMs: 7_400 }, 'reconnecting, try 3 in 8 s'],
    ['rate_limited', { waitMs: 12_000 }, 'asked to wait 12 s'],
    ['ingest_down', {}, 'our collector is down'],
    ['protocol_unknown', {}, 'speaks a protocol we do not know'],
    ['something_new', {}, 'something_new'],
  ])('%s', (reason, context, text) => {
    expect(reasonText(reason, context)).toBe(text)
  })
})

const COINS = [
  { name: 'Bitcoin', symbol: 'BTC' },
  { name: 'Stellar', symbol: 'XLM' },
]

test('a misspelt coin is recognised, a wild one is not', () => {
  expect(nearest('stelar', COINS)?.symbol).toBe('XLM')
  expect(nearest('zzzzzz', COINS)).toBeNull()
})

test('a CSV keeps exact strings, quotes what needs it and starts no formula', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['0.00000191', '-4.2'],
        ['=1+1', 'x,"y"'],
        [null, true],
      ],
    ),
  ).toBe('a,b\r\n0.00000191,-4.2\r\n\'=1+1,"x,""y"""\r\n,true\r\n')
})

test('a spark line stops at a gap and starts again after it', () => {
  const scale = sparkScale(['1', '2', null, '3', '4'], 96, 26)
  expect(sparkPath(scale!.points).match(/M/g)).toHaveLength(2)
  expect(sparkScale(['1', null], 96, 26)).toBeNull()
})
