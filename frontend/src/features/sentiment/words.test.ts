import { expect, test } from 'vitest'
import { ageWords, changeText, counted, windowWords } from './words'

test.each([
  ['6h', '6 h'],
  ['24h', '24 h'],
  ['168h', '7 d'],
])('a window of %s is written %s', (window, words) => {
  expect(windowWords(window)).toBe(words)
})

test('one of a thing is not many', () => {
  expect([counted(1, 'story', 'stories'), counted(1284, 'story', 'stories')]).toEqual(['1 story', '1,284 stories'])
})

test('where age does not count nothing is said of it', () => {
  expect(ageWords({ half_life_hours: null })).toBe('')
  expect(ageWords({ half_life_hours: '8.0000' })).toBe('half as much with every 8 h of age')
})

test('a sudden change is said with what was before', () => {
  const change = { since: '2026-11-30T02:00:00Z', hours: 6, before: '0.05', after: '-0.31', z: '-4.2' }
  expect(changeText({ change })).toBe('Sudden change: the last 6 h are at −0.31, the day before was at +0.05.')
  expect(changeText({ change: null })).toBe('')
})
