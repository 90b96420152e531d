import { describe, expect, test } from 'vitest'
import type { Candle } from '@/api/types'
import { bandRuns } from './bandFill'
import { candlePoint, indicatorPoints, linePoints, onGrid, type LinePoint } from './points'
import { changeOf, countStates, mergeCandle, spansOf, spansWithin, toGrid, type GapSpan, type Slot } from './grid'
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

  test('goes on to the end of the last interval that is over', () => {
    const slots = toGrid([candle(0)], MINUTE, START + 3 * MINUTE)
    expect(slots.map(({ time, candle }) => [(time - START) / MINUTE, candle !== null])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ])
  })
})

/** An outage from 10:02:30 to 10:38:10, as one ledger has it at every interval. */
const OUTAGE = { start: START + 2.5 * MINUTE, end: START + 38.2 * MINUTE, state: 'none' as const }

describe('the rail', () => {
  const shape = (slots: Slot[], gaps: GapSpan[], stepMs: number) =>
    spansOf(slots, gaps, stepMs).map(({ state, from, to }) => [state, from, to])

  test('of minutes without a trade is complete', () => {
    expect(shape(toGrid([candle(0), candle(3)], MINUTE), [], MINUTE)).toEqual([['complete', 0, 3]])
  })

  test('shows an outage at every interval, whatever the candles beside it say', () => {
    const minutes = toGrid([candle(0), candle(1), candle(2), candle(38), candle(39)], MINUTE)
    expect(shape(minutes, [OUTAGE], MINUTE)).toEqual([
      ['complete', 0, 1],
      ['partial', 2, 2],
      ['none', 3, 37],
      ['partial', 38, 38],
      ['complete', 39, 39],
    ])
    const fives = toGrid([candle(0), candle(35), candle(40)], 5 * MINUTE)
    expect(shape(fives, [OUTAGE], 5 * MINUTE)).toEqual([
      ['partial', 0, 0],
      ['none', 1, 6],
      ['partial', 7, 7],
      ['complete', 8, 8],
    ])
  })

  test('of an outage that goes on grows with time', () => {
    const going = { ...OUTAGE, end: Infinity }
    const slots = toGrid([candle(0), candle(1), candle(2)], MINUTE, START + 6 * MINUTE)
    expect(shape(slots, [going], MINUTE).at(-1)).toEqual(['none', 3, 5])
  })

  test('of a gap that was filled is backfilled, also where nobody traded', () => {
    const slots = toGrid([candle(0), candle(2), candle(4)], MINUTE)
    const filled = { start: START + MINUTE, end: START + 3 * MINUTE, state: 'backfilled' as const }
    expect(shape(slots, [filled], MINUTE)).toEqual([
      ['complete', 0, 0],
      ['backfilled', 1, 2],
      ['complete', 3, 4],
    ])
  })

  test('without a trade is hatched only where nobody was followed', () => {
    const slots = toGrid([candle(0), candle(3)], MINUTE)
    const some = { start: START + MINUTE, end: START + 3 * MINUTE, state: 'partial' as const }
    const nobody = { start: START + 2 * MINUTE, end: START + 3 * MINUTE, state: 'none' as const }
    expect(shape(slots, [some], MINUTE)[1]).toEqual(['partial', 1, 2])
    expect(shape(slots, [nobody, some], MINUTE).slice(1, 3)).toEqual([
      ['partial', 1, 1],
      ['none', 2, 2],
    ])
  })

  test('whose ledger has not been read knows only what the candles say', () => {
    const slots = toGrid([candle(0), candle(2, { status: 'partial' }), candle(4)], MINUTE)
    const unread = { start: -Infinity, end: Infinity, state: 'unknown' as const }
    const spans = spansOf(slots, [unread], MINUTE)
    expect(spans.map(({ state }) => state)).toEqual(['complete', 'unknown', 'partial', 'unknown', 'complete'])
    expect(countStates(spans)).toMatchObject({ final: 2, expected: 5 })
    expect(linePoints(slots, spans).map((point) => 'color' in point)).toEqual([true, false, true, false, false])
  })

  test('counts final slots, and leaves out the open candle', () => {
    const statuses = [{}, { status: 'backfilled' }, { status: 'partial' }, { is_closed: false }] as const
    const slots = toGrid(
      statuses.map((change, minute) => candle(minute, change)),
      MINUTE,
    )
    const { final, expected, counts } = countStates(spansOf(slots, [], MINUTE))
    expect([final, expected, counts.open]).toEqual([2, 3, 1])
  })

  test('is counted within the chosen range only', () => {
    const spans = spansOf(toGrid([candle(0), candle(1, { status: 'partial' }), candle(2)], MINUTE), [], MINUTE)
    expect(spansWithin(spans, 1, 1)).toEqual([{ state: 'partial', from: 1, to: 1 }])
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

describe('a line', () => {
  const values = new Map(
    [0, 1, 2].map((minute) => {
      const point = { values: { value: '5' }, n: 20, warm: true, status: 'complete', reason: null }
      return [START + minute * MINUTE, point] as const
    }),
  )
  const drawn = (spans: Parameters<typeof linePoints>[1]) => indicatorPoints(slots, values, 'value', spans)
  const slots = toGrid([candle(0), candle(2)], MINUTE)
  const colours = (points: LinePoint[]) => points.map((point) => ('color' in point ? point.color : null))

  test('has no value where there is no candle', () => {
    expect(drawn([]).map((point) => 'value' in point)).toEqual([true, false, true])
  })

  test('stops at a hatch: the piece across it is clear', () => {
    const hatch = [{ state: 'none', from: 1, to: 1 }] as const
    expect(colours(drawn(hatch))).toEqual(['rgba(0, 0, 0, 0)', null, null])
    expect(colours(linePoints(slots, hatch))).toEqual(['rgba(0, 0, 0, 0)', null, null])
    expect(colours(linePoints(slots, []))).toEqual([null, null, null])
  })

  test('and another one of its kind have a band between them, which stops at a hatch too', () => {
    const open = drawn([])
    expect(bandRuns(open, open, 0, 9)).toEqual([[0, 2]])
    const cut = drawn([{ state: 'none', from: 1, to: 1 }])
    expect(bandRuns(cut, cut, 0, 9)).toEqual([])
  })

  test('of another coin stands on the slots of this one', () => {
    const other = linePoints(toGrid([candle(-1), candle(1), candle(2)], MINUTE), [])
    expect(onGrid(slots, other).map((point) => 'value' in point)).toEqual([false, true, true])
  })
})

test('a short hexadecimal colour is understood', () => {
  expect(mix(longHex('#fff'), '#000000', 0.5)).toBe('#808080')
})
