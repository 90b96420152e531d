import { describe, expect, test } from 'vitest'
import { caption, periodOf } from './export'

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
