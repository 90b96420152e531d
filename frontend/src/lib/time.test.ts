import { afterEach, expect, test } from 'vitest'
import { usePreferences } from './preferences'
import {
  formatAge,
  formatCandleTime,
  formatClock,
  formatCountdown,
  formatDateRange,
  formatMoment,
  formatSpan,
  formatTime,
  isSameDay,
  zoneName,
} from './time'

test('an age grows from tenths of a second to days', () => {
  expect([400, 42_000, 119_000, 180_000, 6_720_000, 10_800_000, 200_000_000, -5].map(formatAge)).toEqual([
    '0.4 s',
    '42 s',
    '119 s',
    '3 min',
    '1 h 52 min',
    '3 h',
    '2 d',
    '0.0 s',
  ])
})

test('a moment names its year only when it is another', () => {
  const moment = new Date('2021-04-25T05:00:00Z')
  expect(formatMoment(moment, new Date('2021-06-01T00:00:00Z'))).toBe('25 Apr 05:00')
  expect(formatMoment(moment, new Date('2026-06-01T00:00:00Z'))).toBe('25 Apr 2021 05:00')
})

afterEach(() => usePreferences.setState({ time_zone: 'utc' }))

test('local time is a setting that every moment follows, and it is named', () => {
  const moment = new Date('2021-04-26T23:30:07.250Z')
  moment.getTimezoneOffset = () => -120
  usePreferences.setState({ time_zone: 'local' })
  expect([formatTime(moment, true), formatCandleTime(moment)]).toEqual(['01:30:07.250', 'Tue 27 Apr 01:30'])
  expect(formatClock(moment)).toBe(`27 Apr 2021 · 01:30:07 ${zoneName(moment)}`)
  const utc = new Date('2021-04-26T12:00:00Z')
  utc.getTimezoneOffset = () => -120
  expect(isSameDay(moment, utc)).toBe(false)
  usePreferences.setState({ time_zone: 'utc' })
  expect([isSameDay(moment, utc), zoneName()]).toEqual([true, 'UTC'])
})

test('everything is in UTC unless that is set', () => {
  expect(formatClock(new Date('2021-04-26T14:32:07Z'))).toBe('26 Apr 2021 · 14:32:07 UTC')
  expect(formatCandleTime(new Date('2021-04-23T15:00:00Z'))).toBe('Fri 23 Apr 15:00')
})

test.each([
  ['2021-04-19', '2021-04-26', '19–26 April 2021'],
  ['2021-04-30', '2021-05-02', '30 April – 2 May 2021'],
  ['2020-12-31', '2021-01-01', '31 December 2020 – 1 January 2021'],
  ['2021-04-26', '2021-04-26', '26 April 2021'],
])('%s to %s reads %s', (start, end, text) => {
  expect(formatDateRange(new Date(start), new Date(end))).toBe(text)
})

test('spans and countdowns', () => {
  expect([45 * 60_000, 3 * 3_600_000, 72 * 3_600_000].map(formatSpan)).toEqual(['45 min', '3 h', '3 d'])
  expect([1_673_000, 5_273_000, -1].map(formatCountdown)).toEqual(['27:53', '1:27:53', '00:00'])
})
