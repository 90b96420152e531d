import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Price } from '@/api/types'
import { isHeardAfter, isQuiet, setPrices } from './tickers'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const price = { coin_id: 'heard', as_of: '2026-11-22T09:00:00Z', quiet: true } as unknown as Price

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

test('the stream is newer than an answer that came before, whatever its prices say of themselves', () => {
  setPrices([price])
  expect([isHeardAfter('heard', NOW - 1), isHeardAfter('heard', NOW + 1)]).toEqual([true, false])
  expect(isHeardAfter('unheard', 0)).toBe(false)
})

test('what was quiet is so for 15 s after the last word, and no longer', () => {
  setPrices([price])
  expect(isQuiet('heard', true, NOW + 15_000)).toBe(true)
  expect(isQuiet('heard', true, NOW + 15_001)).toBe(false)
  expect(isQuiet('heard', false, NOW)).toBe(false)
  expect(isQuiet('unheard', true, NOW)).toBe(true)
})
