/** A time with its zone; the exact one on hover. */
import { formatMoment, zoneName } from '@/lib/time'
import { serverClock } from '@/stream/connection'

export function Timestamp({ at, never = 'never' }: { at: string | null; never?: string }) {
  if (at === null) return <span className="t3">{never}</span>
  const date = new Date(at)
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {formatMoment(date, new Date(serverClock.now()))} {zoneName(date)}
    </time>
  )
}
