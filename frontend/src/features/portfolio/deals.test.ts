import { expect, test } from 'vitest'
import type { Transaction } from '@/api/portfolio'
import { dealsOf, forMoney, ofCoin } from './deals'

const times = ['2026-05-01', '2026-05-02', '2026-05-03'].map((day) => `${day}T00:00:00Z`)
const row = (time: string, into: string, out: string, kind = 'trade') =>
  ({ kind, time, in: { asset: into, quantity: '1' }, out: { asset: out, quantity: '1' } }) as Transaction

const rows = [
  row('2026-05-03T10:00:00Z', 'USD', 'bitcoin'),
  row('2026-05-01T10:00:00Z', 'bitcoin', 'USD'),
  row('2026-05-01T11:00:00Z', 'bitcoin', 'USD'),
  row('2026-04-01T11:00:00Z', 'bitcoin', 'USD'),
  row('2026-05-02T11:00:00Z', 'bitcoin', 'USD', 'deposit'),
  row('2026-05-02T11:00:00Z', 'ethereum', 'bitcoin'),
]

test('buys and sells of a coin stand at the time before them, each side once', () => {
  expect(dealsOf(rows, times, ofCoin('bitcoin'))).toEqual([
    { time: '2026-05-01T00:00:00Z', side: 'buy' },
    { time: '2026-05-02T00:00:00Z', side: 'sell' },
    { time: '2026-05-03T00:00:00Z', side: 'sell' },
  ])
})

test('of a whole portfolio, converting a coin is neither', () => {
  expect(
    dealsOf(
      rows,
      times,
      forMoney((asset) => asset !== 'USD'),
    ),
  ).toEqual([
    { time: '2026-05-01T00:00:00Z', side: 'buy' },
    { time: '2026-05-03T00:00:00Z', side: 'sell' },
  ])
})
