import { expect, test } from 'vitest'
import { checkSentimentSearch, intervalOf, readSentimentSearch, startOf, windowStart, withoutDefaults } from './search'

test('defaults and what is not known stay out of the URL', () => {
  const raw = { coin: 'bitcoin', view: 'overview', window: '24h', range: '7D', sort: 'newest', label: '', x: '1' }
  expect(checkSentimentSearch({ ...raw, source: 'coindesk' })).toEqual({ source: 'coindesk' })
})

test('a choice of the default takes the parameter out of the URL', () => {
  expect(withoutDefaults({ view: 'overview', source: undefined, coin: 'cardano' })).toEqual({
    coin: 'cardano',
    view: undefined,
    source: undefined,
  })
})

test('a URL that says nothing is the overview of Bitcoin', () => {
  const { coin, view, window, range, label, source, order, coins, explain, misfits } = readSentimentSearch({})
  expect([coin, view, window, range, label, source, order, coins, explain]).toEqual([
    ...['bitcoin', 'overview', '24h', '7D', undefined, undefined, 'newest'],
    [],
    false,
  ])
  expect(misfits).toEqual([])
})

test('what a link asks for in vain is said', () => {
  const asked = { view: 'mood', range: '9Y', label: 'angry', sort: 'loudest', explain: 'all' }
  const { view, range, label, order, explain, misfits } = readSentimentSearch(asked)
  expect([view, range, label, order, explain]).toEqual(['overview', '7D', undefined, 'newest', false])
  expect(misfits.map(({ names }) => names)).toEqual([['view'], ['range'], ['label'], ['sort'], ['explain']])
})

test('all coins are one choice where stories and topics are listed, and nowhere else', () => {
  expect(readSentimentSearch({ coin: 'all', view: 'news' }).coin).toBe('all')
  expect(readSentimentSearch({ coin: 'all' }).coin).toBe('bitcoin')
  expect(readSentimentSearch({ coin: 'cardano' }).coin).toBe('cardano')
})

test('compared coins are named once each', () => {
  expect(readSentimentSearch({ coins: 'bitcoin,cardano,,bitcoin' }).coins).toEqual(['bitcoin', 'cardano'])
})

test('a range begins with a whole hour, that of a month with a day', () => {
  const now = Date.parse('2026-11-30T08:17:42Z')
  expect(startOf('24H', now)).toBe('2026-11-29T08:00:00.000Z')
  expect(startOf('7D', now)).toBe('2026-11-23T08:00:00.000Z')
  expect(startOf('1M', now)).toBe('2026-10-31T00:00:00.000Z')
  expect(windowStart('168h', now)).toBe('2026-11-23T08:00:00.000Z')
  expect([intervalOf('24H'), intervalOf('7D'), intervalOf('1M')]).toEqual(['1h', '1h', '1d'])
})
