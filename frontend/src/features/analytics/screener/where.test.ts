import { expect, test } from 'vitest'
import { formatWhere, problemOf, readSort, readWhere, sortAfter, tidy } from './where'

test('conditions are read from the URL and written the same', () => {
  const text = 'rsi:14<30,price>=sma:200,macd:12:26:9.signal>0'
  expect(readWhere(text).conditions.map(({ figure, operator, than }) => [figure, operator, than])).toEqual([
    ['rsi:14', '<', '30'],
    ['price', '>=', 'sma:200'],
    ['macd:12:26:9.signal', '>', '0'],
  ])
  expect(formatWhere(readWhere(text).conditions)).toBe(text)
  expect(formatWhere([])).toBeUndefined()
})

test('what is no condition is named', () => {
  expect(readWhere('rsi:14,price==3,volume_24h>1')).toEqual({
    conditions: [{ figure: 'volume_24h', operator: '>', than: '1' }],
    wrong: ['rsi:14', 'price==3'],
  })
})

test('what a person types is made tidy', () => {
  expect(tidy({ figure: ' RSI:14 ', operator: '<', than: ' 30,5' })).toEqual({
    ...{ figure: 'rsi:14', operator: '<', than: '30.5' },
  })
  expect(tidy({ figure: 'price', operator: '>', than: 'SMA:200' }).than).toBe('sma:200')
})

test('a condition without figure or number says what to write', () => {
  expect(problemOf({ figure: '', operator: '<', than: '3' })).toContain('Name a figure')
  expect(problemOf({ figure: 'price', operator: '<', than: '3 or 4' })).toContain('Compare with')
  expect(problemOf({ figure: 'price', operator: '<', than: '-3.5' })).toBe('')
})

test('a click on a column sorts, again turns it round', () => {
  expect(readSort(undefined)).toEqual({ figure: 'volume_24h', descending: true })
  expect(sortAfter(undefined, 'price')).toBe('-price')
  expect(sortAfter('-price', 'price')).toBe('price')
  expect(sortAfter('price', 'volume_24h')).toBeUndefined()
})
