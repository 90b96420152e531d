import { afterEach, describe, expect, test } from 'vitest'
import type { Coin } from '@/api/types'
import { findCoin } from './DefaultCoin'
import { eventText } from './events'
import { forgetLinkToken, takeLinkToken } from './linkToken'
import { safeNext } from './returnPath'
import { EMAIL, innerDomainsText, USERNAME } from './rules'
import { strengthOf } from './strength'
import { checkProfileSearch, readProfileSearch } from './search'

describe('a password', () => {
  test.each([
    ['short', 'Too short'],
    ['aaaaaaaaaaaaaa', 'Weak'],
    ['password1234567', 'Weak'],
    ['trader-of-coins', 'Weak'],
    ['violet anchor', 'Strong'],
    ['violet Anchor tundra 42', 'Very strong'],
  ])('%s is called %s', (password, word) => {
    expect(strengthOf(password, 12, ['trader']).word).toBe(word)
  })
})

describe('where a sign-in returns to', () => {
  test.each(['/profile?view=keys', '/coins/bitcoin#x'])('%s is ours', (next) => {
    expect(safeNext(next, 'https://tidemark.test')).toBe(next)
  })

  test.each(['https://evil.test', '//evil.test', '/\\evil.test', 'javascript:alert(1)', 7, undefined])(
    '%s is not',
    (next) => {
      expect(safeNext(next, 'https://tidemark.test')).toBeUndefined()
    },
  )
})

describe('the token of a mailed link', () => {
  afterEach(forgetLinkToken)

  test('is removed from the address at once and stays known to the page', () => {
    history.replaceState(null, '', '/reset?x=1#token=abc')
    expect(takeLinkToken()).toBe('abc')
    expect(location.href.endsWith('/reset?x=1')).toBe(true)
    expect(takeLinkToken()).toBe('abc')
  })

  test('is forgotten once it is used', () => {
    history.replaceState(null, '', '/verify#token=abc')
    takeLinkToken()
    forgetLinkToken()
    expect(takeLinkToken()).toBeNull()
  })
})

test('a coin is found by its name, its symbol or as it is listed', () => {
  const coins = [{ coin_id: 'bitcoin', name: 'Bitcoin', symbol: 'BTC' }] as Coin[]
  for (const text of ['Bitcoin (BTC)', 'btc', ' BITCOIN ']) expect(findCoin(coins, text)?.coin_id).toBe('bitcoin')
  expect(findCoin(coins, 'bit')).toBeUndefined()
})

test('names and addresses are checked before they are sent', () => {
  expect(USERNAME.pattern.value.test('trader_1')).toBe(true)
  expect(USERNAME.pattern.value.test('tr')).toBe(false)
  // A host without a domain may be of an inner network, which the server knows.
  for (const email of ['trader@example.org', 'admin@localhost', ' a@desk.local '])
    expect(EMAIL.pattern.value.test(email)).toBe(true)
  for (const email of ['trader', 'a@', '@b', 'a@b@c', 'a b@c']) expect(EMAIL.pattern.value.test(email)).toBe(false)
})

test('the page says which addresses of inner networks are accepted', () => {
  expect(innerDomainsText([])).toContain('not accepted here')
  expect(innerDomainsText(['desk.local', 'localhost'])).toBe('Of inner networks, too: desk.local, localhost')
  expect(innerDomainsText(['a', 'b', 'c', 'd', 'e'])).toBe('Of inner networks, too: a, b, c, d …')
})

test('an unknown event is shown as its code', () => {
  expect(eventText('key_created')).toBe('API key created')
  expect(eventText('something_new')).toBe('something_new')
})

test('a part of the account that a link names in vain is explained', () => {
  const { tab, misfits } = readProfileSearch(checkProfileSearch({ view: 'billing' }))
  expect(tab).toBeUndefined()
  expect(misfits[0]?.text).toBe(
    '“billing” is no part of the account: preferences, security, keys or webhooks can be shown.',
  )
  expect(readProfileSearch({ view: 'keys' })).toEqual({ tab: 'keys', misfits: [] })
})
