import { expect, test } from 'vitest'
import { formatGain, formatMoney, formatQuantity, percentOf, times } from './money'

test('amounts are rounded as text and keep their sign before the currency', () => {
  expect(formatMoney('72854.7551', 'USD')).toBe('$72,854.76')
  expect(formatMoney('-0.005', 'USD')).toBe('−$0.01')
  expect(formatMoney('-65404.499287389500270612', 'EUR')).toBe('−€65,404.50')
  expect(formatMoney('58781.8', 'GBP')).toBe('£58,781.80')
  expect(formatMoney('0.25', 'BTC')).toBe('0.25000 BTC')
})

test('a gain has its sign, and a true zero has none', () => {
  expect(formatGain('3768.31', 'USD')).toEqual({ text: '+$3,768.31', direction: 'up' })
  expect(formatGain('-1', 'USD')).toEqual({ text: '−$1.00', direction: 'down' })
  expect(formatGain('0.001', 'USD')).toEqual({ text: '$0.00', direction: 'flat' })
})

test('a quantity is shown whole', () => {
  expect(formatQuantity('13500')).toBe('13,500')
  expect(formatQuantity('0.123456789012345678')).toBe('0.123456789012345678')
})

test('a share of nothing means nothing', () => {
  expect(percentOf('5', '0')).toBeNull()
  expect(percentOf(null, '10')).toBeNull()
  expect(percentOf('5', '20')).toBe('25.0000')
})

test('a product is exact', () => {
  expect(times('72385.59', '0.5')).toBe('36192.795')
  expect(times('0.1', '0.2')).toBe('0.02')
  expect(times('80000', '2')).toBe('160000')
})
