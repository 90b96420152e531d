import { describe, expect, test } from 'vitest'
import type { Gap } from '@/api/types'
import { idsText, outcomeText, realGaps } from './ledger'

const gap = (facts: Partial<Gap>): Gap => ({
  gap_id: 'BTC-USD.KRAKEN/5',
  instrument_id: 'BTC-USD.KRAKEN',
  venue: 'kraken',
  start: '2026-11-22T10:00:00Z',
  end: '2026-11-22T10:01:00Z',
  first_id: '5',
  last_id: '9',
  state: 'closed',
  reason: null,
  closed_by: 'ids',
  trades_filled: null,
  as_of: '2026-11-22T10:02:00Z',
  ...facts,
})

describe('an entry of the ledger', () => {
  test.each([
    [{}, 'ids 5 – 9'],
    [{ last_id: '5' }, 'id 5'],
    [{ last_id: null }, 'from id 5'],
    [{ first_id: null }, 'ids unknown'],
  ])('%j shows its ids', (facts, text) => {
    expect(idsText(gap(facts))).toBe(text)
  })

  test.each([
    [{ reason: '5 trades fetched by id' }, 'closed: 5 trades fetched by id'],
    [{ state: 'open', reason: 'socket' } as const, 'still open: the connection was lost'],
    [{ state: 'unfillable' } as const, 'cannot be filled'],
  ])('%j shows its outcome', (facts, text) => {
    expect(outcomeText(gap(facts))).toBe(text)
  })
})

test('only gaps of the exchange that span some time are shown', () => {
  const nothing = gap({ gap_id: 'n', end: '2026-11-22T10:00:00Z' })
  const other = gap({ gap_id: 'o', venue: 'binance' })
  expect(realGaps([gap({}), nothing, other], undefined)).toHaveLength(2)
  expect(realGaps([gap({}), nothing, other], 'binance')).toEqual([other])
})
