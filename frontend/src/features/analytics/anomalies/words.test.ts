import { expect, test } from 'vitest'
import type { Anomaly } from '@/api/anomalies'
import { anomalyRows, ANOMALY_HEAD, formatZ, headline } from './words'

const anomaly = (given: Partial<Anomaly>): Anomaly =>
  ({
    kind: 'price',
    unit: 'percent',
    observed: '3.9',
    expected: '0',
    interval: '1h',
    venue: 'composite',
    ...given,
  }) as Anomaly

test('each kind has its own words', () => {
  expect(headline(anomaly({}))).toBe('Price +3.90% in 1 h')
  expect(headline(anomaly({ kind: 'volume', unit: 'usd', observed: '4100', expected: '1000' }))).toBe(
    'Volume 4.1 × usual',
  )
  expect(headline(anomaly({ kind: 'volume', unit: 'usd', observed: '4100', expected: '0' }))).toBe(
    'Volume $4,100, usually none',
  )
  expect(headline(anomaly({ kind: 'venue_divergence', unit: 'bp', observed: '-56.1', venue: 'kraken' }))).toBe(
    'Kraken −56.1 bp off the others',
  )
})

test('a z has one decimal and its sign', () => {
  expect([formatZ('4.63'), formatZ('-3.4'), formatZ('0.01')]).toEqual(['+4.6', '−3.4', '0.0'])
})

test('an export has the figures as the service says them', () => {
  const row = anomalyRows({ items: [anomaly({ coin_id: 'cardano', z: '-4.61' })], as_of: 'now' })[0] ?? []
  expect(row).toHaveLength(ANOMALY_HEAD.length)
  const of = (name: string) => row[ANOMALY_HEAD.indexOf(name)]
  expect(['coin_id', 'observed', 'unit', 'z', 'as_of'].map(of)).toEqual(['cardano', '3.9', 'percent', '-4.61', 'now'])
})
