import { expect, test } from 'vitest'
import { formatFees, readFee, readFees } from './fees'

test('fees are read from the URL and written the same', () => {
  expect(readFees('kraken:26,binance:7.5')).toEqual({ fees: { kraken: '26', binance: '7.5' }, wrong: [] })
  expect(formatFees({ kraken: '26', binance: '7.5', coinbase: undefined })).toBe('binance:7.5,kraken:26')
})

test('without a fee of one’s own nothing is in the URL', () => {
  expect(formatFees({})).toBeUndefined()
})

test('what is no fee is named', () => {
  expect(readFees('kraken:--1,binance,coinbase:5:6,kraken:2000').wrong).toEqual([
    'kraken:--1',
    'binance',
    'coinbase:5:6',
    'kraken:2000',
  ])
})

test('a fee takes both decimal marks', () => {
  expect([readFee('7,5'), readFee(' 10 '), readFee('-1'), readFee('ten'), readFee('')]).toEqual([
    ...['7.5', '10', '-1', undefined, undefined],
  ])
})
