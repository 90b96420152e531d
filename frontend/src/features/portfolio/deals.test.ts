import { expect, test } from 'vitest'
import type { Transaction } from '@/api/portfolio'
import type { Candle } from '@/api/types'
import { dealsOf } from './deals'

const candles = ['2026-05-01', '2026-05-02', '2026-05-03'].map((day) => ({ open_time: `${day}T00:00:00Z` })) as Candle[]
const row = (time: string, into: string, out: string, kind = 'trade') =>
  ({ kind, time, in: { asset: into, quantity: '1' }, out: { asset: out, quantity: '1' } }) as Transaction

test('buys and sells stand on the candle of their time, each side once', () => {
  const rows = [
    row('2026-05-03T10:00:00Z', 'USD', 'bitcoin'),
    row('2026-05-01T10:00:00Z', 'bitcoin', 'USD'),
    row('2026-05-01T11:00:00Z', 'bitcoin', 'USD'),
    row('2026-04-01T11:00:00Z', 'bitcoin', 'USD'),
    row('2026-05-02T11:00:00Z', 'bitcoin', 'USD', 'deposit'),
    row('2026-05-02T11:00:00Z', 'ethereum', 'USD'),
  ]
  expect(dealsOf(rows, candles, 'bitcoin')).toEqual([
    { time: '2026-05-01T00:00:00Z', side: 'buy' },
    { time: '2026-05-03T00:00:00Z', side: 'sell' },
  ])
})
