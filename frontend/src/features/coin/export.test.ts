import { describe, expect, test } from 'vitest'
import { toCsv } from '@/lib/csv'
import type { Candle } from '@/api/types'
import { caption, candleRows, periodOf } from './export'
import { shownIndicators } from './indicators/shown'
import { KINDS } from './indicators/kinds.fixture'

const MINUTE = 60_000
const START = Date.parse('2026-11-22T10:00:00Z')
const slots = [0, 1, 2].map((minute) => ({ time: START + minute * MINUTE, candle: null }))
const NOW = START + 2.5 * MINUTE

describe('the period of a picture', () => {
  test('ends now, although the plot has room to the right', () => {
    const view = { from: START + MINUTE, to: START + 9 * MINUTE }
    expect(periodOf(view, { slots, stepMs: MINUTE, now: NOW })).toEqual({ from: START + MINUTE, to: NOW })
  })

  test('begins with the first candle', () => {
    const view = { from: START - 60 * MINUTE, to: START + 2 * MINUTE }
    expect(periodOf(view, { slots, stepMs: MINUTE, now: NOW })).toEqual({ from: START, to: START + 2 * MINUTE })
  })

  test('is in the caption, with source and mode', () => {
    const info = {
      coinId: 'bitcoin',
      title: 'Bitcoin',
      source: 'Kraken · BTC-USD',
      interval: '1m',
      mode: 'live',
    } as const
    expect(caption({ from: START, to: NOW }, info)).toContain(
      'Kraken · BTC-USD · 22 Nov 2026 10:00 – 22 Nov 2026 10:02 UTC · live data',
    )
  })
})

test('the CSV holds candles, each output of each indicator, and other coins, in exact strings', () => {
  const open_time = new Date(START).toISOString()
  const facts = {
    open: '1',
    high: '2',
    low: '1',
    close: '1.50',
    volume: '3',
    quote_volume: '4',
    trade_count: 5,
    taker_buy_volume: null,
  }
  const candle: Candle = {
    instrument_id: 'I',
    interval: '1m',
    open_time,
    ...facts,
    status: 'partial',
    is_closed: true,
    revision: 2,
  }
  const row = {
    ...{ open_time, status: 'partial' as const, reasons: {} },
    values: { 'sma:20': { value: null }, 'bb:20:2': { upper: '1.60', middle: '1.50', lower: '1.40' } },
    n: { 'sma:20': 3, 'bb:20:2': 20 },
    warm: { 'sma:20': false, 'bb:20:2': true },
  }
  const chosen = [
    { name: 'sma', params: ['20'] },
    { name: 'bb', params: ['20', '2'] },
  ]
  const grid = [{ time: START, candle }]
  const other = {
    coinId: 'ethereum',
    name: 'Ethereum',
    symbol: 'ETH',
    source: '',
    colour: 'ov4',
    slots: grid,
    spans: [],
  } as const
  const model = { slots: grid, indicators: shownIndicators(chosen, KINDS, [row]), compared: [other] }
  const info = { coinId: 'bitcoin', title: '', source: 'Kraken', interval: '1m', mode: 'live' } as const
  const { head, rows } = candleRows(model, info)
  expect(toCsv(head, rows).split('\r\n').slice(0, 2)).toEqual([
    'open_time,instrument_id,interval,open,high,low,close,volume,quote_volume,trade_count,status,is_closed,revision,' +
      'sma:20,sma:20 status,bb:20:2 upper,bb:20:2 middle,bb:20:2 lower,bb:20:2 status,close ethereum,source,mode',
    `${open_time},I,1m,1,2,1,1.50,3,4,5,partial,true,2,,warming_up,1.60,1.50,1.40,partial,1.50,Kraken,live`,
  ])
})
