import { expect, test } from 'vitest'
import { anomalyText } from './anomalyText'

const facts = { venue: 'kraken', expected: '1100000' } as const

test.each([
  [{ ...facts, kind: 'price', observed: '-5.123' }, 'Price −5.12% in 1 h'],
  [{ ...facts, kind: 'volume', observed: '3200000' }, 'Volume $3.20 M in 1 h, usually $1.10 M'],
  [{ ...facts, kind: 'venue_divergence', observed: '120.4' }, 'Kraken 120.4 bp off the others'],
] as const)('an anomaly is said in a few words: %#', (one, text) => {
  expect(anomalyText(one)).toBe(text)
})
