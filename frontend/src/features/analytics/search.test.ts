import { expect, test } from 'vitest'
import { checkAnalyticsSearch, intervalOf, readAnalyticsSearch, startOf, withoutDefaults } from './search'

test('defaults and what is not known stay out of the URL', () => {
  const raw = { view: 'overview', interval: '1h', period: '168', range: '7D', scale: 'index', by: 'hour', x: '1' }
  expect(checkAnalyticsSearch({ ...raw, coin: 'bitcoin', pair: 'cardano:bitcoin' })).toEqual({
    pair: 'cardano:bitcoin',
  })
})

test('a choice of the default takes the parameter out of the URL', () => {
  expect(withoutDefaults({ period: '168', interval: '1d', pair: undefined })).toEqual({
    period: undefined,
    interval: '1d',
    pair: undefined,
  })
})

test('a URL that says nothing is the overview of the largest coins over a week of hours', () => {
  const { view, coins, interval, period, pair, range, scale, fees, misfits } = readAnalyticsSearch({})
  expect([view, coins, interval, period, pair, range, scale]).toEqual([
    ...['overview', [], '1h', 168, null],
    ...['7D', 'index'],
  ])
  expect([fees, misfits]).toEqual([{}, []])
})

test('a link names pair, coins and fees', () => {
  const search = { coins: 'bitcoin,cardano,,bitcoin', pair: 'cardano:bitcoin', fees: 'kraken:16' }
  const { coins, pair, fees } = readAnalyticsSearch(search)
  expect([coins, pair, fees]).toEqual([['bitcoin', 'cardano'], ['cardano', 'bitcoin'], { kraken: '16' }])
})

test('what a link asks for in vain is said', () => {
  const search = {
    ...{ view: 'mood', interval: '2h', period: '5', pair: 'bitcoin:bitcoin', range: '9Y', scale: 'odd', by: 'moon' },
    ...{ legs: 'kraken', fees: 'kraken' },
  }
  const { view, interval, period, pair, legs, misfits } = readAnalyticsSearch(search)
  expect([view, interval, period, pair, legs]).toEqual(['overview', '1h', 168, null, null])
  expect(misfits.map(({ names }) => names[0])).toEqual([
    ...['view', 'interval', 'period', 'pair', 'range', 'scale', 'by', 'legs', 'fees'],
  ])
})

test('a range begins with a whole step', () => {
  const now = Date.parse('2026-11-30T08:17:42Z')
  expect(startOf('24H', now)).toBe('2026-11-29T08:15:00.000Z')
  expect(startOf('7D', now)).toBe('2026-11-23T08:00:00.000Z')
  expect(startOf('1Y', now)).toBe('2025-11-30T00:00:00.000Z')
  expect([intervalOf('24H'), intervalOf('7D'), intervalOf('1M'), intervalOf('1Y')]).toEqual(['5m', '1h', '4h', '1d'])
})
