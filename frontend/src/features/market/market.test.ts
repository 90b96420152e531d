import { describe, expect, test } from 'vitest'
import type { Coin, Price } from '@/api/types'
import { marketRows } from './export'
import { orderCoins, type MarketQuery } from './marketQuery'
import { COLUMN_IDS } from './columnIds'
import { checkMarketSearch, formatColumns, formatSort, parseColumns, parseSort, toggleSort } from './search'

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

  test('takes the newer price of list and stream', () => {
    const price = (asOf: string) => ({
      bitcoin: { ...COINS[0], change_24h_percent: '9', as_of: asOf } as unknown as Price,
    })
    expect(ids({ sort: parseSort('-change_24h') }, price('2026-11-22T10:00:01Z'))[0]).toBe('bitcoin')
    expect(ids({ sort: parseSort('-change_24h') }, price('2026-11-22T09:59:59Z'))[0]).toBe('ethereum')
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
