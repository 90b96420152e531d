import type { VenueStatus } from '@/api/types'
import { describe, expect, test } from 'vitest'
import { chipText } from './ConnectionChip'
import { stateText } from './ExchangeDetails'
import { matchingCoins } from '@/lib/matchingCoins'
import { replayText, replayTextShort } from './modeText'

const REPLAY = { captures: ['x'], start: '2021-04-19T15:00:00Z', end: '2021-04-26T14:00:00Z', speed: 1 }

test('the banner of a replay names what was recorded and how fast it plays', () => {
  expect(replayText(REPLAY)).toBe(
    'Recorded market of 19–26 April 2021, played at 1×. Nothing on this page is happening now.',
  )
  expect(replayText({ ...REPLAY, speed: 'max' })).toContain('played at full speed')
  expect(replayTextShort(REPLAY)).toBe('Recorded Apr 2021, 1×')
})

describe('the connection chip', () => {
  test.each([
    ['live', 'live', 'Live'],
    ['live', 'simulated', 'Simulated'],
    ['live', 'replay', 'Replay 1×'],
    ['connecting', null, 'Connecting'],
    ['reconnecting', 'simulated', 'Reconnecting, try 3'],
    ['offline', 'live', 'Offline'],
  ] as const)('while %s in mode %s says %s', (phase, mode, word) => {
    expect(chipText(phase, mode, 3, REPLAY).word).toBe(word)
  })
})

test('an exchange says its state and why', () => {
  const venue = {
    venue: 'kraken',
    state: 'stale',
    reason: 'connection_lost',
    since: null,
    last_message_at: null,
    last_data_at: null,
    message_rate: '0',
    attempt: 3,
    next_attempt_at: '2026-11-22T10:00:08Z',
    open_gaps: 0,
    not_listed: [],
    halted: [],
    refused: [],
    unanswered: [],
  } satisfies VenueStatus
  expect(stateText(venue, Date.parse('2026-11-22T10:00:00Z'))).toBe('stale: reconnecting, try 3 in 8 s')
})

test('a search puts the symbol first, then beginnings, then the rest', () => {
  const coins = [
    { name: 'Wrapped ETH', symbol: 'WETH' },
    { name: 'Ethereum Classic', symbol: 'ETC' },
    { name: 'Ethereum', symbol: 'ETH' },
  ]
  expect(matchingCoins(coins, 'eth', 8).map((coin) => coin.symbol)).toEqual(['ETH', 'ETC', 'WETH'])
})
