import { expect, test } from 'vitest'
import { candlesFor, formatView, parseView, sameView } from './view'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-22T10:00:00Z')

test('a view is in the link to the second, and read back as the same', () => {
  const view = { from: NOW - 90 * MINUTE + 123, to: NOW }
  const text = formatView(view)
  expect(text).toEqual({ from: '2026-11-22T08:30:00Z', to: '2026-11-22T10:00:00Z' })
  expect(sameView(parseView(text), view)).toBe(true)
  expect(formatView(null)).toEqual({ from: undefined, to: undefined })
})

test.each([
  {},
  { from: 'x', to: '2026-11-22T10:00:00Z' },
  { from: '2026-11-22T10:00:00Z', to: '2026-11-22T09:00:00Z' },
])('an invalid period is no view: %o', (text) => expect(parseView(text)).toBeNull())

const minutesBefore = (text: string | undefined): number => (NOW - Date.parse(text ?? '')) / MINUTE

test('a range asks for all of its candles and as many before, whatever their number', () => {
  expect(minutesBefore(candlesFor(null, 60, MINUTE, NOW).start)).toBeGreaterThanOrEqual(110)
  expect(minutesBefore(candlesFor(null, 1440, MINUTE, NOW).start)).toBeGreaterThanOrEqual(1440)
})

test('a view further back asks for more candles, then for those of the past', () => {
  const asks = (fromMinutes: number, toMinutes: number) =>
    candlesFor({ from: NOW - fromMinutes * MINUTE, to: NOW - toMinutes * MINUTE }, 60, MINUTE, NOW)
  expect(asks(60, 0)).toEqual(candlesFor(null, 60, MINUTE, NOW))
  expect(minutesBefore(asks(200, 140).start)).toBeGreaterThanOrEqual(260)
  expect(asks(200, 140).end).toBeUndefined()
  const past = asks(5000, 4900)
  expect(minutesBefore(past.start)).toBeGreaterThanOrEqual(5100)
  expect(minutesBefore(past.end)).toBeLessThanOrEqual(4900)
  expect(minutesBefore(asks(9000, 0).start)).toBeLessThanOrEqual(3050)
})

test('small movements and passing time ask for the same candles', () => {
  const view = { from: NOW - 5010 * MINUTE, to: NOW - 4910 * MINUTE }
  const moved = { from: view.from + MINUTE, to: view.to + MINUTE }
  expect(candlesFor(moved, 60, MINUTE, NOW)).toEqual(candlesFor(view, 60, MINUTE, NOW))
})
