import { expect, test } from 'vitest'
import type { PairPage } from '@/api/analytics'
import { rowsOf, runsOf } from '../chart/lines'
import { drawnPoints } from '../chart/points'
import { contentOf } from './RollingCard'

const HOUR = 3_600_000
const item = (hour: number, value: string | null = '0.5') => ({
  ...{ open_time: new Date(hour * HOUR).toISOString(), value, n: 48, reason: null, status: 'complete' },
  interval_95: value === null ? null : ['0.4', '0.6'],
})
const page = (...hours: number[]) =>
  ({ interval: '1h', items: hours.map((hour) => item(hour)).toReversed() }) as unknown as PairPage

test('hours that are missing after an outage are holes in the line and in its band', () => {
  const { lines, band } = contentOf(page(1, 2, 6, 7), 'A / B')
  const points = lines[0]?.points ?? []
  expect(points.map(({ time, value }) => [time / HOUR, value])).toEqual([
    ...[[1, 0.5], [2, 0.5], [3, null], [4, null], [5, null], [6, 0.5], [7, 0.5]], // prettier-ignore
  ])
  expect(band.map(({ low }) => low)).toEqual([0.4, 0.4, null, null, null, 0.4, 0.4])
  expect(drawnPoints(points)[1]).toHaveProperty('color')
  expect(runsOf(rowsOf(lines)).map(({ status }) => status)).toEqual(['complete', null, 'complete'])
})

test('without a value nothing is drawn', () => {
  expect(contentOf(page(), 'A / B')).toMatchObject({ lines: [{ points: [] }], band: [] })
})
