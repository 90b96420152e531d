import { describe, expect, test } from 'vitest'
import { beginsWithin, candlesBegin, chosenPeriod, gapSpans, spansIn } from './completeness'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-22T10:00:20Z')

test('what is not complete was missed, and filled or not', () => {
  const at = (minute: number) => new Date(NOW + minute * MINUTE).toISOString()
  const statuses = ['none', 'complete', 'backfilled', 'partial', 'quiet', 'missing'] as const
  const spans = statuses.map((status, minute) => ({ start: at(minute), end: at(minute + 1), status }))
  const ledger = { start: at(0), end: at(6), spans }
  const told = (ofAll: boolean) =>
    gapSpans(ledger, ofAll)
      .filter(({ state }) => state !== 'unknown')
      .map(({ start, state }) => [(start - NOW) / MINUTE, state])
  expect(told(false)).toEqual([
    [0, 'none'],
    [2, 'backfilled'],
    [3, 'none'],
    [5, 'none'],
  ])
  expect(told(true).at(-1)).toEqual([5, 'partial'])
})

test('of what the answer does not reach nothing is known, and of nothing without an answer', () => {
  const at = (minute: number) => new Date(NOW + minute * MINUTE).toISOString()
  const unread = (ledger: Parameters<typeof gapSpans>[0]) =>
    gapSpans(ledger, true).map(({ start, end, state }) => [(start - NOW) / MINUTE, (end - NOW) / MINUTE, state])
  expect(unread(undefined)).toEqual([[-Infinity, Infinity, 'unknown']])
  const spans = [{ start: at(2), end: at(5), status: 'complete' as const }]
  expect(unread({ start: at(0), end: at(5), spans })).toEqual([
    [-Infinity, 2, 'unknown'],
    [5, Infinity, 'unknown'],
  ])
})

describe('the chosen period', () => {
  test('is the range up to now, and asks for the same all minute long', () => {
    const period = chosenPeriod(null, 60 * MINUTE, NOW)
    expect((period.to - period.from) / MINUTE).toBe(60)
    expect(chosenPeriod(null, 60 * MINUTE, NOW + 30_000)).toEqual(period)
  })

  test('is the period in view, but not its part in the future', () => {
    const view = { from: NOW - 30 * MINUTE, to: NOW + 10 * MINUTE }
    expect(chosenPeriod(view, 60 * MINUTE, NOW).to).toBeLessThanOrEqual(NOW)
    expect(chosenPeriod(view, 60 * MINUTE, NOW).from).toBeLessThanOrEqual(view.from)
  })

  test('knows when the history begins within it', () => {
    const period = { from: NOW - 60 * MINUTE, to: NOW }
    expect(beginsWithin('2026-11-22T09:30:00Z', period)).toBe(Date.parse('2026-11-22T09:30:00Z'))
    expect(beginsWithin('2026-11-20T09:30:00Z', period)).toBeNull()
    expect(beginsWithin(null, period)).toBeNull()
  })

  test('knows when its candles begin within it', () => {
    const begun = (minute: number) =>
      candlesBegin([{ time: NOW + minute * MINUTE, candle: null }], { from: NOW, to: NOW + 60 * MINUTE }, 5 * MINUTE)
    expect([begun(-100), begun(5), begun(6)]).toEqual([null, null, NOW + 6 * MINUTE])
    expect(candlesBegin([], { from: NOW, to: NOW }, MINUTE)).toBeNull()
  })

  test('counts only the slots in it', () => {
    const slots = [0, 1, 2, 3].map((minute) => ({ time: NOW + minute * MINUTE, candle: null }))
    const spans = [{ state: 'none', from: 0, to: 3 }] as const
    const within = { from: NOW + MINUTE, to: NOW + 2.5 * MINUTE }
    expect(spansIn(slots, spans, within, MINUTE)).toEqual([{ state: 'none', from: 1, to: 2 }])
  })
})
