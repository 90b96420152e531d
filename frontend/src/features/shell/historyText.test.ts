import { expect, test } from 'vitest'
import { historyText } from './historyText'

const of = (interval: '1h' | '1d' | '1m', done: number, total: number) => ({ interval, done, total, target: null })

test('says how much of each interval is read', () => {
  const intervals = [of('1h', 100, 100), of('1d', 50, 50), of('1m', 99, 850)]
  expect(historyText({ done: 249, total: 1000, intervals })).toBe(
    'History: 24% read (hours 100%, days 100%, minutes 11%)',
  )
})

test('says when nothing is left, and nothing where nothing is wanted', () => {
  expect(historyText({ done: 5, total: 5, intervals: [of('1h', 5, 5)] })).toBe('History: all of it is there')
  expect(historyText({ done: 0, total: 0, intervals: [] })).toBeNull()
})
