/** Figures of one coin never stand under the name of another while that one's are on their way. */
import { QueryClient, QueryObserver, type QueryKey } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { pairQuery, regimeQuery, seasonalityQuery, volumeProfileQuery } from './analytics'
import { spreadHistoryQuery, spreadsQuery } from './exchanges'
import { completenessQuery } from './queries'

type Query = { queryKey: QueryKey } & object

/** What is shown after the second has been asked for, when only the first has been answered. */
function shownAfter(first: Query, second: Query): unknown {
  const client = new QueryClient()
  client.setQueryData(first.queryKey, 'the first')
  const observer = new QueryObserver(client, { ...first, enabled: false })
  observer.setOptions({ ...second, enabled: false })
  return observer.getCurrentResult().data
}

const pair = (a: string, b: string, period = 24) =>
  pairQuery('rolling-correlation', { pair: [a, b], interval: '1h', period, limit: 10 })
const series = (coinId: string, venue: string, start = 'x') => ({ coinId, venue, start })

test.each([
  ['pairs of exchanges', spreadsQuery('bitcoin', ''), spreadsQuery('ethereum', '')],
  ['spread', spreadHistoryQuery('a', 'binance', 'kraken', 'x'), spreadHistoryQuery('b', 'binance', 'kraken', 'x')],
  ['legs', spreadHistoryQuery('a', 'binance', 'kraken', 'x'), spreadHistoryQuery('a', 'kraken', 'binance', 'x')],
  ['seasonality', seasonalityQuery('bitcoin', 'hour'), seasonalityQuery('ethereum', 'hour')],
  ['volume profile', volumeProfileQuery('bitcoin', 'x'), volumeProfileQuery('ethereum', 'x')],
  ['regime', regimeQuery('bitcoin'), regimeQuery('ethereum')],
  ['rolling correlation', pair('a', 'b'), pair('a', 'c')],
  ['completeness', completenessQuery(series('a', 'composite')), completenessQuery(series('a', 'kraken'))],
])('%s of another subject are not kept', (_, first, second) => {
  expect(shownAfter(first, second)).toBeUndefined()
})

test.each([
  ['fees', spreadsQuery('bitcoin', ''), spreadsQuery('bitcoin', 'kraken:10')],
  ['buckets', seasonalityQuery('bitcoin', 'hour'), seasonalityQuery('bitcoin', 'weekday')],
  ['start', volumeProfileQuery('bitcoin', 'x'), volumeProfileQuery('bitcoin', 'y')],
  ['period', pair('a', 'b'), pair('a', 'b', 48)],
  ['start of a span', completenessQuery(series('a', 'kraken')), completenessQuery(series('a', 'kraken', 'y'))],
])('what was shown stays while other %s are asked for', (_, first, second) => {
  expect(shownAfter(first, second)).toBe('the first')
})
