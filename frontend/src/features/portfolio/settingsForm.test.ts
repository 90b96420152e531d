import { expect, test } from 'vitest'
import { changesOf, settingsForm } from './settingsForm'

const SETTINGS = {
  portfolio_id: 'x',
  name: 'Long term',
  base_currency: 'USD',
  lot_method: 'fifo' as const,
  pool: 'portfolio' as const,
  pools: [],
  track_cash: false,
  created_at: '2026-05-15T17:30:00Z',
  updated_at: '2026-05-15T17:30:00Z',
}

test('a pool is said only when it is another one, with the day from which it holds', () => {
  const form = settingsForm(SETTINGS)
  expect(changesOf({ ...form, name: 'Short term' }, SETTINGS)).toEqual({
    name: 'Short term',
    lot_method: 'fifo',
    track_cash: false,
  })
  expect(changesOf({ ...form, pool: 'wallet' }, SETTINGS)).toMatchObject({ pool: 'wallet' })
  expect(changesOf({ ...form, pool: 'wallet', pool_since: '2026-01-01' }, SETTINGS)).toMatchObject({
    pool: 'wallet',
    pool_since: '2026-01-01T00:00:00Z',
  })
})
