import { describe, expect, test } from 'vitest'
import {
  decimalsOfTick,
  formatBp,
  formatChange,
  formatCoinPrice,
  formatCompact,
  formatPercent,
  formatPrice,
  formatSize,
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

/** Numbers of up to 24 digits and 30 places, the same in every run. */
function* someNumbers(count: number): Generator<{ digits: bigint; places: number }> {
  let seed = 20_261_130n
  const next = (): bigint => (seed = (seed * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n)
  for (let index = 0; index < count; index++) {
    const digits = (next() * 100_000n + next()) % 10n ** (1n + ((next() >> 33n) % 24n))
    yield { digits, places: Number((next() >> 33n) % 31n) }
  }
}

describe('rounding', () => {
  test('is exact, and the same whether a number is written with an exponent or without', () => {
    for (const { digits, places } of someNumbers(500)) {
      const whole = digits.toString().padStart(places + 1, '0')
      const plain = places === 0 ? whole : `${whole.slice(0, -places)}.${whole.slice(-places)}`
      const [first, ...rest] = digits.toString()
      const scientific = `${first}${rest.length > 0 ? '.' : ''}${rest.join('')}e${rest.length - places}`
      for (const decimals of [0, 2, 8]) {
        const scaled = (digits * 10n ** BigInt(decimals) * 2n + 10n ** BigInt(places)) / (2n * 10n ** BigInt(places))
        const text = roundText(plain, decimals)
        expect(BigInt(text.replace('.', ''))).toBe(scaled)
        expect([roundText(scientific, decimals), roundText(`-${scientific}`, decimals).replace('-', '')]).toEqual([text, text]) // prettier-ignore
      }
    }
  })

  test('takes every float as `String` writes it', () => {
    for (let power = -30; power < 30; power++) expect(Number(roundText(String(1.5 * 10 ** power), 60))).toBe(1.5 * 10 ** power) // prettier-ignore
  })
})

test('a tiny amount is no large one, and breaks nothing', () => {
  expect(formatChange(String(1.49e-10))).toEqual({ text: '0.00%', direction: 'flat' })
  expect([formatCompact('1e-7'), formatSize('2.5e-7'), formatPrice('1.5e-9')]).toEqual([
    '0.00',
    '0.000000',
    '0.00000000150',
  ])
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
