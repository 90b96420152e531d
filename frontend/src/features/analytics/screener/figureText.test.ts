import { expect, test } from 'vitest'
import { figureText } from './figureText'

test('a figure is written as its unit says', () => {
  expect(figureText('5.1234', 'change_24h_percent', 'percent')).toBe('+5.12%')
  expect(figureText('905000000', 'volume_24h', 'usd')).toBe('$905 M')
  expect(figureText('67010.204', 'price', 'usd')).toBe('67,010.20')
  expect(figureText('61.2345', 'rsi:14', '')).toBe('61.23')
  expect(figureText('-0.00123456', 'macd:12:26:9', '')).toBe('−0.00123')
  expect(figureText('0', 'macd:12:26:9', '')).toBe('0')
})
