import { describe, expect, test } from 'vitest'
import type { Trade, VenuePrice } from '@/api/types'
import { instrumentLabel, quoteOf, spreadBp } from './exchanges'
import { checkCoinSearch, defaultInterval, formatOverlays, intervalsFor, parseOverlays } from './search'
import { addTrades, takeTrades } from './tradeTape'

describe('the URL of a coin', () => {
  test('keeps known parameters and drops defaults and unknown ones', () => {
    expect(checkCoinSearch({ range: '7D', interval: '2h', venue: 'composite', type: 'line', x: '1' })).toEqual({
      range: '7D',
      type: 'line',
    })
    expect(checkCoinSearch({ range: '24H', venue: 'kraken' })).toEqual({ venue: 'kraken' })
  })

  test('names at most four indicators', () => {
    expect(parseOverlays(undefined)).toEqual([
      { kind: 'sma', period: 20 },
      { kind: 'ema', period: 50 },
    ])
    expect(parseOverlays('none')).toEqual([])
    expect(parseOverlays('sma:1,rsi:14,ema:20,sma:5,sma:6,sma:7,sma:8')).toHaveLength(4)
    expect(formatOverlays(parseOverlays(undefined))).toBeUndefined()
    expect(formatOverlays([])).toBe('none')
  })

  test('has an interval for each range, coarser on phones', () => {
    expect((['1H', '24H', '7D', '1M'] as const).map((range) => defaultInterval(range, false))).toEqual([
      '1m',
      '5m',
      '1h',
      '4h',
    ])
    expect(defaultInterval('7D', true)).toBe('4h')
    expect(intervalsFor('1H')).toEqual(['1m', '5m'])
  })
})

function trade(id: number, second: number, instrument = 'BTC-USD.KRAKEN'): Trade {
  const timestamp = `2026-11-22T10:00:${String(second).padStart(2, '0')}Z`
  return {
    instrument_id: instrument,
    venue: 'kraken',
    trade_id: String(id),
    price: '1',
    size: '1',
    side: 'buy',
    timestamp,
    received_at: timestamp,
    backfilled: false,
  }
}

const ids = (trades: Trade[]): string[] => trades.map((one) => one.trade_id)

describe('the tape', () => {
  test('is newest first and has each trade once', () => {
    expect(ids(addTrades([trade(2, 2), trade(1, 1)], [trade(3, 3), trade(2, 2)]))).toEqual(['3', '2', '1'])
  })

  test('sorts a late trade by its time, and ids by their number', () => {
    expect(ids(addTrades([trade(3, 3), trade(1, 1)], [trade(2, 2)]))).toEqual(['3', '2', '1'])
    expect(ids(addTrades([trade(9, 1)], [trade(10, 1)]))).toEqual(['10', '9'])
  })

  test('does not change while it is paused; trades that arrive meanwhile wait and are shown afterwards', () => {
    const held = takeTrades({ shown: [trade(1, 1)], waiting: [] }, [trade(2, 2), trade(1, 1)], true)
    expect([ids(held.shown), ids(held.waiting)]).toEqual([['1'], ['2']])
    expect(ids(takeTrades(held, [], false).shown)).toEqual(['2', '1'])
  })
})

test('an instrument has a pair, a quote and a spread', () => {
  expect([instrumentLabel('ADA-USDT.BINANCE'), quoteOf('ADA-USDT.BINANCE')]).toEqual(['ADA-USDT', 'USDT'])
  expect(spreadBp({ bid_price: '99.5', ask_price: '100.5' } as VenuePrice)).toBe('100.0000')
  expect(spreadBp({ bid_price: null, ask_price: '1' } as VenuePrice)).toBeNull()
})
