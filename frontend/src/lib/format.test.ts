import { describe, expect, test } from 'vitest'
import {
  decimalsOfTick,
  formatBp,
  formatChange,
  formatCoinPrice,
  formatCompact,
  formatPercent,
  formatPrice,
  roundText,
} from './format'

describe('a price', () => {
  test.each([
    ['52452.89', '52,452.89'],
    ['100', '100.00'],
    ['33.4', '33.400'],
    ['1.2191', '1.2191'],
    ['0.26749', '0.26749'],
    ['0.01', '0.01000'],
    ['0.00000191', '0.00000191'],
    ['0', '0.00000'],
  ])('of %s is written %s', (price, text) => {
    expect(formatPrice(price)).toBe(text)
  })

  test('takes the decimals of its tick', () => {
    expect(formatPrice('52452.891', decimalsOfTick('0.10'))).toBe('52,452.9')
  })

  test('has the decimals of the coin wherever it is shown, also on the other side of a power of ten', () => {
    const coin = { tick: '0.0001', price: '99.99' }
    expect(['100.03', '99.98'].map((price) => formatCoinPrice(price, coin))).toEqual(['100.0300', '99.9800'])
    const pepe = { tick: '0.00000001', price: '0.0000166' }
    expect(formatCoinPrice('0.000016631', pepe)).toBe('0.00001663')
  })

  test('is rounded as text, where a float would lose digits', () => {
    expect(roundText('9007199254740993.125', 2)).toBe('9007199254740993.13')
    expect(roundText('-0.005', 2)).toBe('-0.01')
    expect(roundText('-0.004', 2)).toBe('0.00')
  })
})

describe('a change', () => {
  test.each([
    ['7.6154', '+7.62%', 'up'],
    ['-0.6801', '−0.68%', 'down'],
    ['0.0', '0.00%', 'flat'],
    ['-0.001', '0.00%', 'flat'],
    ['1234.5', '+1,234.50%', 'up'],
  ])('of %s is written %s', (percent, text, direction) => {
    expect(formatChange(percent)).toEqual({ text, direction })
  })
})

test('large amounts have three digits and a letter from a million up', () => {
  expect(['5730000000', '40500000', '618000000', '999999999', '999499', '56578.4', '12.3'].map(formatCompact)).toEqual([
    '5.73 B',
    '40.5 M',
    '618 M',
    '1.00 B',
    '999,499',
    '56,578',
    '12.30',
  ])
})

test('spreads and shares have one decimal', () => {
  expect([formatBp('6.84'), formatPercent('99.74')]).toEqual(['6.8 bp', '99.7%'])
})
