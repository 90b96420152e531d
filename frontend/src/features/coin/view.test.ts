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

test('a view further back asks for more candles, then for those of the past', () => {
  const asks = (fromMinutes: number, toMinutes: number) =>
    candlesFor({ from: NOW - fromMinutes * MINUTE, to: NOW - toMinutes * MINUTE }, 60, MINUTE, NOW)
  expect(candlesFor(null, 60, MINUTE, NOW)).toEqual({ limit: 120 })
  expect(asks(60, 0)).toEqual({ limit: 120 })
  expect(asks(200, 140)).toEqual({ limit: 480 })
  expect(asks(3000, 2900)).toEqual({ limit: 1000, end: '2026-11-20T10:20:00Z' })
  expect(asks(3000, 0)).toEqual({ limit: 1000 })
})
