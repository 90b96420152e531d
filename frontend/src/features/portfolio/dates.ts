/** Days and moments of a ledger as text. Pure. */
import { formatDay, formatMinute, formatYear } from '@/lib/time'

/** `14 Sep 2020` */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  return `${formatDay(date)} ${formatYear(date)}`
}

/** `14 Sep 2020 12:05` */
export const formatWhen = (iso: string): string => `${formatDate(iso)} ${formatMinute(new Date(iso))}`
