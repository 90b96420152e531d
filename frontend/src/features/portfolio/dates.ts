/** Days and moments of a ledger as text. Pure. */
import { formatDay, formatMinute, formatYear } from '@/lib/time'

/** `14 Sep 2020` */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  return `${formatDay(date)} ${formatYear(date)}`
}

/** `14 Sep 2020 12:05` */
export const formatWhen = (iso: string): string => `${formatDate(iso)} ${formatMinute(new Date(iso))}`

/** The candle of a past price, its time without what nobody reads: `BTC-USD.COMPOSITE 1h 2026-01-31 12:00 UTC close`. */
export const sourceText = (source: string): string => source.replaceAll(/(\d)T(\d\d:\d\d):00(?:\.0+)?Z/g, '$1 $2 UTC')
