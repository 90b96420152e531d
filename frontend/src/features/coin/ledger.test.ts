import { describe, expect, test } from 'vitest'
import type { Gap } from '@/api/types'
import { entryText, idsText, ledgerEntries, outcomeText, quietMinutes, realGaps } from './ledger'

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

describe('the ledger of a period', () => {
  type ServerSpan = Parameters<typeof ledgerEntries>[0][number]
  const at = (minute: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + minute * 60_000).toISOString()
  const span = (from: number, to: number, facts: Partial<ServerSpan>): ServerSpan => ({
    ...{
      start: at(from),
      end: at(to),
      status: 'complete',
      ids: null,
      closed_by: null,
      reason: null,
      trades_filled: null,
    },
    ...facts,
  })
  const ids = { instrument_id: 'BTC-USD.KRAKEN', first: '5', last: '900' }

  test('has one entry a hole, though some of its minutes are partial, missing or quiet', () => {
    const spans = [
      span(0, 5, {}),
      span(5, 6, { status: 'partial', ids }),
      span(6, 8, { status: 'missing', ids }),
      span(8, 9, { status: 'quiet' }),
      span(9, 10, { status: 'partial', ids }),
      span(10, 12, { status: 'backfilled' }),
    ]
    const told = ledgerEntries(spans).map(({ start, end, status }) => [
      new Date(start).getUTCMinutes(),
      (end - start) / 60_000,
      status,
    ])
    expect(told).toEqual([
      [10, 2, 'backfilled'],
      [5, 5, 'missing'],
    ])
    expect(quietMinutes(spans)).toBe(1)
  })

  test.each([
    [{ status: 'backfilled', closed_by: 'ids', trades_filled: 41_206 }, '41,206 trades fetched by id'],
    [{ status: 'backfilled', closed_by: 'candles' }, 'the exchange’s own candles in place of its trades'],
    [{ status: 'missing', ids, reason: 'socket' }, 'the connection was lost'],
    [{ status: 'missing', ids, reason: 'ingest_down' }, 'our collector is down'],
    [{ status: 'missing', ids }, 'not closed yet'],
    [{ status: 'backfilled' }, 'the exchange’s own history'],
  ] as const)('says how a hole was closed, or why not: %#', (facts, text) => {
    expect(ledgerEntries([span(0, 1, facts)]).map(entryText)).toEqual([text])
  })
})
