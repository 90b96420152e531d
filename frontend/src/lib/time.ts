/** Ages, dates and spans as text, in UTC. Pure. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const LONG_MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const // prettier-ignore
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

const two = (value: number): string => String(value).padStart(2, '0')
const month = (date: Date): string => MONTHS[date.getUTCMonth()] ?? ''
const longMonth = (date: Date): string => LONG_MONTHS[date.getUTCMonth()] ?? ''

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
  const base = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return millis ? `${base}.${String(date.getUTCMilliseconds()).padStart(3, '0')}` : base
}

export function formatMinute(date: Date): string {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** `25 Apr 05:00`, with the year when it is not that of `now`. */
export function formatMoment(date: Date, now: Date): string {
  const year = date.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${date.getUTCFullYear()}`
  return `${date.getUTCDate()} ${month(date)}${year} ${formatMinute(date)}`
}

/** `Fri 23 Apr 15:00`, as the chart's legend says it. */
export function formatCandleTime(date: Date): string {
  return `${DAYS[date.getUTCDay()] ?? ''} ${date.getUTCDate()} ${month(date)} ${formatMinute(date)}`
}

export function formatClock(date: Date): string {
  return `${date.getUTCDate()} ${month(date)} ${date.getUTCFullYear()} · ${formatTime(date)} UTC`
}

/** `19–26 April 2021`, `30 April – 2 May 2021`, `26 April 2021`. */
export function formatDateRange(start: Date, end: Date): string {
  const last = `${end.getUTCDate()} ${longMonth(end)} ${end.getUTCFullYear()}`
  if (start.getUTCFullYear() !== end.getUTCFullYear())
    return `${start.getUTCDate()} ${longMonth(start)} ${start.getUTCFullYear()} – ${last}`
  if (start.getUTCMonth() !== end.getUTCMonth()) return `${start.getUTCDate()} ${longMonth(start)} – ${last}`
  return start.getUTCDate() === end.getUTCDate() ? last : `${start.getUTCDate()}–${last}`
}

/** `20 Apr` */
export function formatDay(date: Date): string {
  return `${date.getUTCDate()} ${month(date)}`
}

export function formatMonth(date: Date): string {
  return `${month(date)} ${date.getUTCFullYear()}`
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
