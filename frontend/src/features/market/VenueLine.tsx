/** An exchange in one line: its rate and last message; if it is silent, since when its trades are missing, and why. */
import type { Price, VenueStatus } from '@/api/types'
import { formatCount } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { useTickers } from '@/stream/tickers'
import { isSilent, lastMessageAt, silentSince } from '@/stream/useVenues'
import { Dot } from '@/ui/badges'

const ageOf = (at: number | null, now: number): string | null => (at === null ? null : formatAge(now - at))

function liveLine(venue: VenueStatus, prices: Record<string, Price>, now: number): string {
  const rate = `${formatCount(Math.round(Number(venue.message_rate)))} msg/s`
  return `${rate} · ${ageOf(lastMessageAt(venue, prices), now) ?? 'no message yet'}`
}

export function venueLine(venue: VenueStatus, prices: Record<string, Price>, now: number): string {
  if (venue.state === 'live') return liveLine(venue, prices, now)
  const waitMs = venue.next_attempt_at ? Date.parse(venue.next_attempt_at) - now : null
  const why = venue.reason ? reasonText(venue.reason, { attempt: venue.attempt, waitMs, brief: true }) : null
  return [silence(venue, now), why].filter(Boolean).join(' · ')
}

/** `stale 42 s`: since when no trade or quote has come. */
function silence(venue: VenueStatus, now: number): string {
  const age = isSilent(venue) ? ageOf(silentSince(venue), now) : null
  return age === null ? venue.state : `${venue.state} ${age}`
}

export function VenueLine({ venue }: { venue: VenueStatus }) {
  const line = useClock(({ now }) => venueLine(venue, useTickers.getState().prices, now))
  const tone = isSilent(venue) ? 'stale' : ''
  return (
    <div className="venue" data-venue={venue.venue} data-state={venue.state}>
      <span className={`nm ${tone}`}>
        <span className={`fr ${tone}`}>
          <Dot shape={venue.state === 'live' ? 'live' : 'stale'} />
        </span>
        {venueName(venue.venue)}
      </span>
      <span className={`xs num text-left ${tone || 't3'}`} title={line}>
        {line}
      </span>
    </div>
  )
}
