import { expect, test } from 'vitest'
import { readAnalyticsSearch } from '../search'
import { screenOf, searchOf } from './SavedScreens'

test('a saved screen opens as it was', () => {
  const search = { view: 'screener', where: 'rsi:14<30', interval: '1d', sort: '-price', cols: 'price,rsi:14' }
  const saved = screenOf('Oversold', readAnalyticsSearch(search))
  expect(saved).toEqual({
    name: 'Oversold',
    where: 'rsi:14<30',
    interval: '1d',
    sort: '-price',
    columns: 'price,rsi:14',
  })
  expect({ view: 'screener', ...searchOf({ ...saved, screen_id: '1' }) }).toEqual(search)
})

test('without conditions, columns and an order of its own it is the usual list', () => {
  const saved = screenOf('All', readAnalyticsSearch({}))
  expect([saved.where, saved.columns, saved.sort]).toEqual([null, null, '-volume_24h'])
  expect(searchOf({ ...saved, screen_id: '1' })).toEqual({
    ...{ where: undefined, interval: '1h', cols: undefined, sort: undefined },
  })
})
