import { describe, expect, test } from 'vitest'
import { QueryClient } from '@tanstack/react-query'
import { coinsQuery } from '@/api/queries'
import type { SentimentFigure } from '@/api/sentiment'
import type { Coin, Price } from '@/api/types'
import { setPrices } from '@/stream/tickers'
import { marketRows } from './export'
import { orderCoins, type MarketQuery } from './marketQuery'
import { COLUMN_IDS } from './columnIds'
import {
  checkMarketSearch,
  formatColumns,
  formatSort,
  parseColumns,
  parseSort,
  readMarketSearch,
  toggleSort,
} from './search'
import { newerPrices } from './useNewest'

function coin(id: string, rank: number, change: Partial<Coin> = {}): Coin {
  return {
    coin_id: id, symbol: id.slice(0, 3).toUpperCase(), name: id, market_cap_rank: rank, price: '1', tick: null,
    currency: 'USD',
    change_1h_percent: null, change_24h_percent: null, change_7d_percent: null, low_24h: null, high_24h: null,
    volume_24h: null, volume_as_of: null, volume_stale: [], volume_missing: [], spread_bp: null, complete_24h_percent: null, open_gaps: 0, venues: [], as_of: '2026-11-22T10:00:00Z',
    source: 'composite', stale: false, quiet: false, reason: null, sparkline: null, ...change,
  } // prettier-ignore
}

const COINS = [
  coin('bitcoin', 1, { change_24h_percent: '-1' }),
  coin('ethereum', 2, { change_24h_percent: '5' }),
  coin('cardano', 3, {
    venues: [{ venue: 'kraken', instrument_id: 'ADA-USD.KRAKEN', included: true, quiet: false, reason: null }],
  }),
]
const ALL: MarketQuery = { text: '', list: 'all', venue: '', sort: parseSort(undefined) }
const ids = (query: Partial<MarketQuery>, live: Record<string, Price> = {}): string[] =>
  orderCoins(COINS, live, { ...ALL, ...query }).map((one) => one.coin_id)

describe('the order', () => {
  test('is by rank unless another order is chosen', () => {
    expect(ids({})).toEqual(['bitcoin', 'ethereum', 'cardano'])
  })

  test.each([
    ['change_24h', ['bitcoin', 'ethereum', 'cardano']],
    ['-change_24h', ['ethereum', 'bitcoin', 'cardano']],
  ])('by %s has unknown values last', (sort, order) => {
    expect(ids({ sort: parseSort(sort) })).toEqual(order)
  })

  test('by sentiment has coins without a score last', () => {
    const score = (coin_id: string, value: string | null) => ({ coin_id, score: value }) as SentimentFigure
    const sentiments = { bitcoin: score('bitcoin', '-0.2'), ethereum: score('ethereum', null), cardano: score('cardano', '0.4') } // prettier-ignore
    const sorted = (sort: string): string[] =>
      orderCoins(COINS, {}, { ...ALL, sort: parseSort(sort) }, undefined, sentiments).map(({ coin_id }) => coin_id)
    expect(sorted('-sentiment')).toEqual(['cardano', 'bitcoin', 'ethereum'])
    expect(sorted('sentiment')).toEqual(['bitcoin', 'cardano', 'ethereum'])
  })

  test('takes what the stream said after the list was fetched, though an exchange has dropped out since', () => {
    const older = { ...COINS[0], change_24h_percent: '9', as_of: '2026-11-22T09:59:59Z' } as unknown as Price
    setPrices([older])
    const client = new QueryClient()
    const first = (fetchedAt: number) => {
      client.setQueryData(coinsQuery.queryKey, COINS, { updatedAt: fetchedAt })
      return ids({ sort: parseSort('-change_24h') }, newerPrices(client))[0]
    }
    expect(first(Date.now() - 10_000)).toBe('bitcoin')
    expect(first(Date.now() + 10_000)).toBe('ethereum')
  })

  test('is filtered by name, symbol, direction and exchange', () => {
    expect(ids({ text: 'ETH' })).toEqual(['ethereum'])
    expect(ids({ list: 'up' })).toEqual(['ethereum'])
    expect(ids({ list: 'down' })).toEqual(['bitcoin'])
    expect(ids({ venue: 'kraken' })).toEqual(['cardano'])
  })
})

describe('the URL of the market', () => {
  test('keeps known parameters', () => {
    expect(checkMarketSearch({ q: 'x', list: 'all', venue: '', sort: '-price', other: '1' })).toEqual({
      q: 'x',
      sort: '-price',
    })
  })

  test.each([
    [{ list: 'mine' }, '“mine” is no list: all, watch, up, down or anomalies can be shown.'],
    [{ venue: 'mtgox' }, '“mtgox” is no exchange that we follow'],
    [{ sort: '-beauty,price' }, '“-beauty” is no column to sort by'],
    [{ sort: 'exchanges' }, '“exchanges” is no column to sort by'],
    [{ cols: 'coin,x,-price' }, '“x,-price” is no column: rank, coin'],
  ])('that asks for what is not there is explained: %o', (search, text) => {
    const { misfits } = readMarketSearch(checkMarketSearch(search))
    expect(misfits.map((one) => one.text).join()).toContain(text)
    expect(Object.keys(search)).toEqual(misfits[0]?.names)
  })

  test('that is understood explains nothing', () => {
    const link = { q: 'b', list: 'up', venue: 'kraken', sort: '-price,coin', cols: 'coin,exchanges', sel: 'bitcoin' }
    expect(readMarketSearch(link)).toMatchObject({ query: { list: 'up', venue: 'kraken' }, misfits: [] })
    expect(readMarketSearch({})).toMatchObject({ query: { list: 'all', venue: '' }, misfits: [] })
  })

  test('names the columns only when they are not the default ones, each once', () => {
    expect(formatColumns(COLUMN_IDS)).toBeUndefined()
    expect(formatColumns(['coin', 'price'])).toBe('coin,price')
    expect(parseColumns('price,coin,price,x')).toEqual(['price', 'coin'])
    expect(parseColumns(undefined)).toEqual([...COLUMN_IDS])
  })

  test('a click sorts, a second one reverses, Shift adds', () => {
    const once = toggleSort(parseSort(undefined), 'price', false)
    const twice = toggleSort(once, 'price', false)
    expect([formatSort(once), formatSort(twice), formatSort(toggleSort(once, 'coin', true))]).toEqual([
      '-price',
      'price',
      '-price,coin',
    ])
    expect(formatSort(parseSort('rank'))).toBeUndefined()
  })
})

test('the CSV holds the columns shown, exact strings and the mode', () => {
  expect(marketRows([coin('shiba', 1, { price: '0.00000191' })], {}, ['coin', 'price'], 'simulated')).toEqual({
    head: ['coin_id', 'name', 'symbol', 'price_usd', 'as_of', 'stale', 'reason', 'source', 'mode'],
    rows: [['shiba', 'shiba', 'SHI', '0.00000191', '2026-11-22T10:00:00Z', false, null, 'composite', 'simulated']],
  })
})

test('the CSV says what of a volume is old and of when it is, and calls the difference between exchanges so', () => {
  const told = coin('bitcoin', 1, {
    ...{ volume_24h: '5', volume_as_of: '2026-11-22T09:00:00Z', volume_stale: ['kraken'], volume_missing: ['binance'] },
    spread_bp: '1.5',
  })
  const { head, rows } = marketRows([told], {}, ['volume', 'spread'], 'live')
  expect(head.slice(0, 5)).toEqual([
    'volume_24h_usd',
    'volume_without',
    'volume_stale',
    'volume_as_of',
    'difference_bp',
  ])
  expect(rows[0]?.slice(0, 5)).toEqual(['5', 'binance', 'kraken', '2026-11-22T09:00:00Z', '1.5'])
})

test('the watchlist shows what is watched', () => {
  const coins = [coin('bitcoin', 1), coin('ethereum', 2)]
  const query = { text: '', list: 'watch' as const, venue: '', sort: [] }
  expect(
    orderCoins(coins, {}, query, { watched: new Set(['ethereum']), unusual: new Set() }).map((one) => one.coin_id),
  ).toEqual(['ethereum'])
  expect(orderCoins(coins, {}, query)).toEqual([])
})
