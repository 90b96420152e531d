import { expect, test } from 'vitest'
import type { FiredAlert } from '@/api/alertNews'
import { newHearing } from './alertStream'

const fired = (event_id: string, channels = ['app']): FiredAlert => ({
  event_id,
  alert_id: '1',
  portfolio_id: null,
  subject: 'Bitcoin (BTC)',
  observed: [],
  channels,
  fired_at: '2026-01-01T00:00:00Z',
})
const idsOf = (events: FiredAlert[]) => events.map(({ event_id }) => event_id)

test('what had fired before is not said, but counts as unseen', () => {
  const { unseen, toSay } = newHearing()({ items: [fired('a')] })
  expect(idsOf(unseen)).toEqual(['a'])
  expect(toSay).toEqual([])
})

test('a repeat of an event is said once', () => {
  const hear = newHearing()
  hear({ items: [] })
  expect(idsOf(hear(fired('a')).toSay)).toEqual(['a'])
  expect(hear(fired('a'))).toEqual({ unseen: [], toSay: [] })
})

test('what fired while the connection was away is said from the next snapshot', () => {
  const hear = newHearing()
  hear({ items: [fired('a')] })
  expect(idsOf(hear({ items: [fired('a'), fired('b')] }).toSay)).toEqual(['b'])
})

test('what was not to be said in the app is not', () => {
  const hear = newHearing()
  hear({ items: [] })
  expect(hear(fired('a', ['mail'])).toSay).toEqual([])
})
