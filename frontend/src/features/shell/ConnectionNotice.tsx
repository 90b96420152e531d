/** The notice above a page whose prices are old: offline, rate-limited, or no exchange is sending. */
import { useQuery } from '@tanstack/react-query'
import { Clock, WifiOff } from 'lucide-react'
import { ApiError } from '@/api/client'
import { coinsQuery } from '@/api/queries'
import { STALE_AFTER_MS } from '@/lib/freshness'
import { formatAge, formatTime } from '@/lib/time'
import { useClock, useConnection } from '@/stream/connection'
import { stream } from '@/stream/stream'
import { isQuiet, useTickers } from '@/stream/tickers'
import { useDerivedFromNow } from '@/stream/useStream'
import { useVenues } from '@/stream/useVenues'
import { Notice } from '@/ui/states'

const seconds = (ms: number): string => `${Math.max(0, Math.ceil(ms / 1000))} s`

function useNewest(): number | null {
  const coins = useQuery(coinsQuery).data
  const live = useTickers(({ prices }) =>
    Math.max(0, ...Object.values(prices).map((price) => Date.parse(price.as_of ?? '') || 0)),
  )
  const listed = Math.max(0, ...(coins ?? []).map((coin) => Date.parse(coin.as_of ?? '') || 0))
  return Math.max(live, listed) || null
}

function Offline() {
  const { lastMessageAt, retryAt } = useConnection()
  const now = useClock((clock) => clock.now)
  const until =
    lastMessageAt === null
      ? 'Nothing has arrived yet.'
      : `Showing what arrived until ${formatTime(new Date(lastMessageAt))} UTC.`
  const action = (
    <button type="button" className="btn small" onClick={() => stream.open()}>
      Try now
    </button>
  )
  return (
    <Notice tone="danger" icon={WifiOff} title="You are offline." action={action}>
      {until} {retryAt !== null && `Trying again in ${seconds(retryAt - now)}.`}
    </Notice>
  )
}

/** Prices that no longer come, although the connection is up. Where nothing is traded the prices hold: no notice. */
function Silent({ newest }: { newest: number }) {
  const age = useClock(({ now }) => (now - newest > STALE_AFTER_MS ? formatAge(now - newest) : null))
  const venues = useVenues()
  const quiet = useDerivedFromNow((now) =>
    Object.values(useTickers.getState().prices).some(
      (price) => !price.stale && isQuiet(price.coin_id, price.quiet, now),
    ),
  )
  if (age === null || quiet) return null
  const sending = venues.some(({ state }) => state === 'live')
  return (
    <Notice tone="warn" icon={Clock} title={`Prices are ${age} old.`}>
      The connection is up, but {sending ? 'no new price arrives.' : 'no exchange is sending.'}
    </Notice>
  )
}

function RateLimited({ waitS }: { waitS: number }) {
  return (
    <Notice tone="info" icon={Clock} title="Too many requests.">
      Next try by itself in {waitS} s.
    </Notice>
  )
}

function CurrentNotice() {
  const phase = useConnection((connection) => connection.phase)
  const coins = useQuery(coinsQuery)
  const newest = useNewest()
  const failure = coins.failureReason
  if (phase === 'offline') return <Offline />
  if (failure instanceof ApiError && failure.status === 429) return <RateLimited waitS={failure.retryAfterS ?? 1} />
  return phase === 'live' && newest !== null ? <Silent newest={newest} /> : null
}

export function ConnectionNotice() {
  return (
    <div className="notices">
      <CurrentNotice />
    </div>
  )
}
