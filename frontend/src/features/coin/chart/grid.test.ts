import { describe, expect, test } from 'vitest'
import type { Candle } from '@/api/types'
import { candlePoint, overlayPoints } from './points'
import { changeOf, completeness, mergeCandle, spansOf, toGrid } from './grid'
import { longHex, mix, type Colours } from './colours'

const MINUTE = 60_000
const START = Date.parse('2026-11-22T10:00:00Z')

function candle(minute: number, change: Partial<Candle> = {}): Candle {
  return {
    instrument_id: 'BTC-USD.COMPOSITE',
    interval: '1m',
    open_time: new Date(START + minute * MINUTE).toISOString(),
    open: '1',
    high: '3',
    low: '0.5',
    close: '2',
    volume: '10',
    quote_volume: '15',
    trade_count: 4,
    status: 'complete',
    is_closed: true,
    revision: 1,
    ...change,
  }
}

describe('the grid', () => {
  test('has a slot for every interval, empty without a trade', () => {
    const slots = toGrid([candle(0), candle(3)], MINUTE)
    expect(slots.map((slot) => slot.candle !== null)).toEqual([true, false, false, true])
  })

  test('empty slots beside a partial candle are `none`, others `complete`', () => {
    const quiet = toGrid([candle(0), candle(3)], MINUTE)
    const hole = toGrid([candle(0), candle(1, { status: 'partial' }), candle(4)], MINUTE)
    expect(spansOf(quiet)).toEqual([{ state: 'complete', from: 0, to: 3 }])
    expect(spansOf(hole).map((span) => [span.state, span.from, span.to])).toEqual([
      ['complete', 0, 0],
      ['partial', 1, 1],
      ['none', 2, 3],
      ['complete', 4, 4],
    ])
  })

  test('counts final slots, and leaves out the open candle', () => {
    const slots = toGrid(
      [
        candle(0),
        candle(1, { status: 'backfilled' }),
        candle(2, { status: 'partial' }),
        candle(3, { is_closed: false }),
      ],
      MINUTE,
    )
    const { final, expected, percent } = completeness(spansOf(slots))
    expect([final, expected, percent]).toEqual([2, 3, '66.6667'])
  })
})

describe('a candle from the stream', () => {
  test('replaces its older revision and leaves the others as they are', () => {
    const [a, b] = [candle(0), candle(1)]
    const merged = mergeCandle([a, b], candle(1, { revision: 2, close: '9' }))
    expect(merged[0]).toBe(a)
    expect(merged[1]?.close).toBe('9')
  })

  test('is dropped when it is older than the known one', () => {
    const newer = candle(0, { revision: 5 })
    expect(mergeCandle([newer], candle(0, { revision: 4 }))).toEqual([newer])
  })

  test('that is late is sorted in by its time', () => {
    expect(mergeCandle([candle(0), candle(2)], candle(1)).map((one) => one.open_time.slice(14, 16))).toEqual([
      '00',
      '01',
      '02',
    ])
  })
})

describe('what changed between two lists of slots', () => {
  const of = (...minutes: number[]) =>
    toGrid(
      minutes.map((minute) => candle(minute)),
      MINUTE,
    )

  test('is only the end when a candle closes and the next one opens', () => {
    const closed = toGrid([candle(0), candle(1, { revision: 2 }), candle(2)], MINUTE)
    expect(changeOf(of(0, 1), closed, MINUTE)).toEqual({ moved: 0, update: { from: 1, end: START + MINUTE } })
    expect(changeOf(of(0, 1, 2), of(0, 1, 2), MINUTE).update?.from).toBe(3)
  })

  test('is everything when older candles come before, or there are fewer', () => {
    expect(changeOf(of(5, 6), of(2, 3, 4, 5, 6), MINUTE)).toEqual({ moved: 3, update: null })
    expect(changeOf(of(0, 1, 2), of(0, 1), MINUTE)).toEqual({ moved: 0, update: null })
    expect(changeOf([], of(0), MINUTE)).toEqual({ moved: 0, update: null })
  })
})

const COLOURS = { up: '#45d8ac', down: '#f76c6c', surface: '#10151b' } as Colours

test('up is hollow, down is filled, empty is whitespace', () => {
  const [up, , down] = toGrid([candle(0), candle(2, { close: '0.7' })], MINUTE).map((slot) =>
    candlePoint(slot, COLOURS),
  )
  expect(up).toMatchObject({ color: mix('#45d8ac', '#10151b', 0.16), borderColor: '#45d8ac' })
  expect(down).toMatchObject({ color: '#f76c6c', borderColor: '#f76c6c' })
  expect(candlePoint({ time: START, candle: null }, COLOURS)).toEqual({ time: START / 1000 })
})

test('an overlay does not bridge an absent candle', () => {
  const slots = toGrid([candle(0), candle(2)], MINUTE)
  const values = [0, 1, 2].map((minute) => ({
    open_time: candle(minute).open_time,
    value: '5',
    n: 20,
    warm: true,
    status: 'complete' as const,
  }))
  expect(overlayPoints(slots, values).map((point) => 'value' in point)).toEqual([true, false, true])
})

test('a short hexadecimal colour is understood', () => {
  expect(mix(longHex('#fff'), '#000000', 0.5)).toBe('#808080')
})
