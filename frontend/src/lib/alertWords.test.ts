import { expect, test } from 'vitest'
import { conditionWords, DOLLARS, figureWords, firedWords, paramsOf, valueWords, whenWords } from './alertWords'

const price = { figure: 'price', op: 'crosses_above', value: '100000.00' }

test('a condition is a sentence', () => {
  expect(whenWords('Bitcoin', { any: [price] }, DOLLARS)).toBe('Bitcoin price crosses above $100,000')
})

test('several conditions are joined by what joins them', () => {
  const change = { figure: 'change_percent', op: 'below', value: '-5.5', params: { window: '1h' } }
  expect(whenWords('Bitcoin', { all: [price, change] }, DOLLARS)).toBe(
    'Bitcoin price crosses above $100,000 and 1 h change is below −5.5%',
  )
  expect(whenWords('Bitcoin', { any: [price, change] }, DOLLARS)).toContain(' or ')
})

test('a figure names its parameters', () => {
  expect(figureWords('sma', { interval: '1h', period: '20' })).toBe('SMA 20 (1h)')
  expect(figureWords('change_percent')).toBe('24 h change')
  expect(figureWords('realized_volatility', { interval: '4h' })).toBe('volatility (4h)')
  expect(figureWords('funding_rate')).toBe('funding rate')
})

test('each figure has its unit', () => {
  expect(valueWords('spread_bp', '2.5', DOLLARS)).toBe('2.5 bp')
  expect(valueWords('sentiment', '-0.15', DOLLARS)).toBe('−0.15')
  expect(valueWords('volume_24h', '5000000000', DOLLARS)).toBe('$5,000,000,000')
  expect(valueWords('realized_volatility', '0.85', DOLLARS)).toBe('85%')
  expect(valueWords('price', '0.0000019', DOLLARS)).toBe('$0.0000019')
})

test('a value of a portfolio is in its currency, and hidden where amounts are', () => {
  const value = { figure: 'portfolio_value', op: 'below', value: '2.5' }
  expect(conditionWords(value, { currency: 'BTC', hidden: false })).toBe('value is below 2.5 BTC')
  expect(conditionWords(value, { currency: null, hidden: false })).toBe('value is below 2.5')
  expect(conditionWords(value, { currency: 'USD', hidden: true })).toBe('value is below a hidden amount')
  expect(valueWords('price', '5', { currency: 'BTC', hidden: true })).toBe('$5')
})

test('what fired says the figure that it saw', () => {
  const observed = { figure: 'price', op: 'crosses_above', threshold: '100000', value: '100012.304567', params: {} }
  expect(firedWords('Bitcoin (BTC)', observed, DOLLARS)).toBe('Bitcoin (BTC) price crossed above $100,000: $100,012.30')
})

test('parameters of the stream are read by name', () => {
  expect(paramsOf('interval=1h,period=20')).toEqual({ interval: '1h', period: '20' })
  expect(paramsOf('')).toEqual({})
})
