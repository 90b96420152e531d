import { expect, test } from 'vitest'
import type { SourceStatus } from '@/api/sentiment'
import { countsText, sourceText } from './sourceText'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const source = (change: Partial<SourceStatus>): SourceStatus =>
  ({ source: 'theblock', state: 'ok', reason: null, next_attempt_at: null, ...change }) as SourceStatus

test.each([
  [{}, 'ok'],
  [{ reason: 'moved to https://example.org/rss' }, 'ok, moved to https://example.org/rss'],
  [{ state: 'disabled', reason: 'no key' }, 'disabled, no key'],
  [{ state: 'degraded', reason: 'answered 403' }, 'degraded, answered 403'],
  [
    { state: 'degraded', reason: 'answered 403', next_attempt_at: '2026-11-30T08:06:00Z' },
    'degraded, answered 403, next try in 6 min',
  ],
  [
    { state: 'degraded', reason: 'rate limit, retry in 6 min', next_attempt_at: '2026-11-30T08:06:00Z' },
    'degraded, rate limit, retry in 6 min',
  ],
  [{ state: 'degraded', reason: 'answered 403', next_attempt_at: '2026-11-30T07:59:00Z' }, 'degraded, answered 403'],
] as const)('%o is said as: %s', (change, text) => {
  expect(sourceText(source(change), NOW)).toBe(text)
})

test('states are counted, those that no source has are left out', () => {
  expect(countsText([source({}), source({}), source({ state: 'disabled' })])).toBe('2 ok · 1 disabled')
})
