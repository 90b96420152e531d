/** The time axis of a chart in the chosen zone. The library knows UTC alone, so its times are shifted. */
import { TickMarkType, type Time, type UTCTimestamp } from 'lightweight-charts'
import { formatDay, formatMinute, formatMonth, formatYear, zoneShiftMs } from '@/lib/time'

export const at = (ms: number): UTCTimestamp => ((ms + zoneShiftMs()) / 1000) as UTCTimestamp

export const dateOf = (time: Time): Date => new Date(Number(time) * 1000 - zoneShiftMs())

export function tickText(time: Time, type: TickMarkType): string {
  const date = dateOf(time)
  if (type === TickMarkType.Year) return formatYear(date)
  if (type === TickMarkType.Month) return formatMonth(date)
  return type === TickMarkType.DayOfMonth ? formatDay(date) : formatMinute(date)
}
