import { describe, expect, test } from 'vitest'
import type { Trade } from '@/api/types'
import { KINDS } from './indicators/kinds.fixture'
import { defaultInterval, intervalsFor } from './ranges'
import { checkCoinSearch, readCoinSearch } from './search'
import { addTrades, takeTrades } from './tradeTape'

describe('the URL of a coin', () => {
  test('keeps what is given, also what is unknown, and drops defaults', () => {
    const search = checkCoinSearch({ range: '9Y', interval: '5m', type: 'candle', x: '1' })
    expect(search).toEqual({ range: '9Y', interval: '5m' })
    expect(checkCoinSearch({ range: '24H', venue: 'kraken' })).toEqual({ venue: 'kraken' })
  })

  test.each([
    [{ range: '9Y' }, '“9Y” is no range: 1H, 24H, 7D or 1M can be shown.'],
    [{ interval: '2h' }, '“2h” is no interval'],
    [{ range: '1H', interval: '1d' }, 'Candles of 1d do not fit 1 h: 1m or 5m can be shown.'],
    [{ venue: 'mtgox' }, '“mtgox” is no exchange that we follow'],
    [{ ind: 'SMA,sma:20' }, '“SMA” is not shown as an indicator'],
    [{ ind: 'sma:5,sma:6,sma:7,sma:8,sma:9,sma:10,sma:11,sma:12,sma:13' }, '“sma:13” is not shown'],
    [{ ind: 'vol:24' }, '“vol” is no indicator: sma, ema, bb, rsi, macd, beta or anchored_vwap can be shown.'],
    [{ ind: 'sma:0' }, 'period of “sma”: A whole number from 1 to 1000.'],
    [{ ind: 'sma:20:3' }, '“sma” has 1 parameters, not 2.'],
    [{ ind: 'macd:26:12' }, 'Fast must be less than slow.'],
    [{ ind: 'rsi:14,macd,beta' }, 'four panes, and none for beta:168:bitcoin'],
    [{ vs: 'ethereum,a b' }, '“a b” is not compared'],
    [{ tape: 'small' }, '“small” is no list of trades: all or large can be shown.'],
    [{ type: 'area' }, '“area” is no kind of chart: candle or line can be shown.'],
    [{ scale: 'sqrt' }, '“sqrt” is no scale: linear, log or percent can be shown.'],
    [{ from: '2026-11-22T10:00:00Z', to: 'x' }, 'Its period is not one'],
  ])('that asks for what is not there is explained: %o', (search, text) => {
    const { misfits } = readCoinSearch(search, KINDS)
    expect(misfits.map((one) => one.text).join()).toContain(text)
    expect(Object.keys(search)).toEqual(expect.arrayContaining(misfits[0]?.names ?? ['none']))
  })

  test('without parameters, and one that is understood, explain nothing', () => {
    expect(readCoinSearch({})).toMatchObject({ range: '24H', interval: undefined, type: 'candle', misfits: [] })
    const link = { range: '7D', interval: '4h', venue: 'composite', type: 'line', scale: 'log', ind: 'sma:33' }
    expect(readCoinSearch(link, KINDS)).toMatchObject({ range: '7D', interval: '4h', scale: 'log', misfits: [] })
    const compared = readCoinSearch({ vs: 'ethereum,cardano', scale: 'log', tape: 'large' })
    expect(compared).toMatchObject({ compared: ['ethereum', 'cardano'], scale: 'percent', tape: 'large', misfits: [] })
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
    expect(intervalsFor('24H')[0]).toBe('1m')
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
    quote_usd: '1',
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
