import { expect, test } from 'vitest'
import { decimal, less, shifted, trimmed } from './decimal'

test('numbers take both decimal marks', () => {
  expect(['1,5', '1,234.5', ' $20 000 ', '1234'].map(decimal)).toEqual(['1.5', '1234.5', '20000', '1234'])
})

test('a number as the page writes it is the same number', () => {
  expect(['100,000', '−1,250', '0,125', '1,2500'].map(decimal)).toEqual(['100000', '-1250', '0.125', '1.2500'])
})

test('zeros at the end of a fraction are left out', () => {
  expect(['0.50', '2.0', '100', '0.05'].map(trimmed)).toEqual(['0.5', '2', '100', '0.05'])
})

test('the point moves exactly, both ways', () => {
  expect([shifted('0.5', 2), shifted('1.2345', 2), shifted('-0.05', 2), shifted('3', 2)]).toEqual([
    '50',
    '123.45',
    '-5',
    '300',
  ])
  expect([shifted('50', -2), shifted('5', -2), shifted('0.5', -2), shifted('-150', -2)]).toEqual([
    '0.5',
    '0.05',
    '0.005',
    '-1.5',
  ])
})

test('a whole number is taken away exactly', () => {
  expect(['107.4', '107.400000', '99.95', '100', '0.000001'].map((value) => less(value, 100))).toEqual([
    ...['7.4', '7.4', '-0.05', '0', '-99.999999'],
  ])
})
