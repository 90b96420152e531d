import { expect, test } from 'vitest'
import { expiryOf, shareState } from './shares'

const NOW = Date.parse('2026-05-15T12:00:00Z')
const SHARE = {
  share_id: 'x',
  hide_amounts: true,
  created_at: '2026-05-01T12:00:00Z',
  expires_at: null,
  revoked_at: null,
}

test('a link ends after its days, or when it is revoked', () => {
  expect(expiryOf('7', NOW)).toBe('2026-05-22T12:00:00.000Z')
  expect(expiryOf('', NOW)).toBeNull()
})

test('an ended link and a revoked one are told apart', () => {
  expect(shareState(SHARE, NOW)).toBe('live')
  expect(shareState({ ...SHARE, expires_at: '2026-05-15T12:00:01Z' }, NOW)).toBe('live')
  expect(shareState({ ...SHARE, expires_at: '2026-05-15T12:00:00Z' }, NOW)).toBe('ended')
  expect(shareState({ ...SHARE, revoked_at: '2026-05-02T12:00:00Z' }, NOW)).toBe('revoked')
})
