/** Below the table: what its figures mean, and when they last changed. */
import { Info } from 'lucide-react'
import { formatTime, zoneName } from '@/lib/time'
import { useTickers } from '@/stream/tickers'

function newestOf(times: (string | null)[]): string | null {
  const newest = times.reduce<string | null>(
    (best, one) => (one !== null && (best === null || one > best) ? one : best),
    null,
  )
  return newest && formatTime(new Date(newest))
}

export function Footer({ count }: { count: number }) {
  const updated = useTickers(({ prices }) => newestOf(Object.values(prices).map((price) => price.as_of)))
  return (
    <div className="ft">
      Price: volume-weighted over exchanges with fresh data, stablecoin quotes converted to USD at the live rate.
      <Info className="i s" aria-hidden /> 24 h is a rolling window, not the UTC day.
      <span className="grow" />
      <span className="num">
        {count === 1 ? '1 coin' : `${count} coins`}
        {updated && ` · updated ${updated} ${zoneName()}`}
      </span>
    </div>
  )
}
