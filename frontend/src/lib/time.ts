/** Ages, dates and spans as text. Moments are in UTC, or in the reader's own zone when they have chosen that. */
import { usePreferences } from './preferences'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const LONG_MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const // prettier-ignore
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

const two = (value: number): string => String(value).padStart(2, '0')

/** A date whose UTC fields are the chosen zone's local time. Every formatter below calls it exactly once. */
function shown(date: Date): Date {
  if (usePreferences.getState().time_zone === 'utc') return date
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
}

/** `UTC`, or the reader's own zone as the browser calls it at that moment: `CEST`, `GMT+5:30`. */
export function zoneName(date = new Date()): string {
  if (usePreferences.getState().time_zone === 'utc') return 'UTC'
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local time'
}

/** How far the chart's time axis is shifted, so that its days begin at the zone's midnight. */
export function zoneShiftMs(): number {
  return usePreferences.getState().time_zone === 'utc' ? 0 : -new Date().getTimezoneOffset() * 60_000
}

const month = (at: Date): string => MONTHS[at.getUTCMonth()] ?? ''
const longMonth = (at: Date): string => LONG_MONTHS[at.getUTCMonth()] ?? ''
const minute = (at: Date): string => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
const day = (at: Date): string => `${at.getUTCDate()} ${month(at)}`

export function formatAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  if (seconds < 7200) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.round(seconds / 3600)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

export function formatTime(date: Date, millis = false): string {
  const at = shown(date)
  const base = `${minute(at)}:${two(at.getUTCSeconds())}`
  return millis ? `${base}.${String(at.getUTCMilliseconds()).padStart(3, '0')}` : base
}

export function formatMinute(date: Date): string {
  return minute(shown(date))
}

/** `25 Apr 05:00`, with the year when it is not that of `now`. */
export function formatMoment(date: Date, now: Date): string {
  const at = shown(date)
  const year = at.getUTCFullYear() === shown(now).getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`
  return `${day(at)}${year} ${minute(at)}`
}

/** `Fri 23 Apr 15:00`, as in the chart's legend. */
export function formatCandleTime(date: Date): string {
  const at = shown(date)
  return `${DAYS[at.getUTCDay()] ?? ''} ${day(at)} ${minute(at)}`
}

export function formatClock(date: Date): string {
  const at = shown(date)
  return `${day(at)} ${at.getUTCFullYear()} · ${formatTime(date)} ${zoneName(date)}`
}

/** `19–26 April 2021`, `30 April – 2 May 2021`, `26 April 2021`. */
export function formatDateRange(from: Date, to: Date): string {
  const [start, end] = [shown(from), shown(to)]
  const last = `${end.getUTCDate()} ${longMonth(end)} ${end.getUTCFullYear()}`
  if (start.getUTCFullYear() !== end.getUTCFullYear())
    return `${start.getUTCDate()} ${longMonth(start)} ${start.getUTCFullYear()} – ${last}`
  if (start.getUTCMonth() !== end.getUTCMonth()) return `${start.getUTCDate()} ${longMonth(start)} – ${last}`
  return start.getUTCDate() === end.getUTCDate() ? last : `${start.getUTCDate()}–${last}`
}

/** `20 Apr` */
export function formatDay(date: Date): string {
  return day(shown(date))
}

export function formatMonth(date: Date): string {
  const at = shown(date)
  return `${month(at)} ${at.getUTCFullYear()}`
}

export function formatYear(date: Date): string {
  return String(shown(date).getUTCFullYear())
}

/** Whether two moments are on one day of the chosen zone. */
export function isSameDay(a: Date, b: Date): boolean {
  return shown(a).toISOString().slice(0, 10) === shown(b).toISOString().slice(0, 10)
}

/** A span in words: `3 h`, `45 min`, `2 d`. */
export function formatSpan(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

/** `27:53` or `1:27:53` until a candle closes. */
export function formatCountdown(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`
}
