/** Each exchange: its state, why, its last message, its rate, its open gaps. */
import type { VenueStatus } from '@/api/types'
import { formatCount } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'

export function stateText(venue: VenueStatus, now: number): string {
  if (!venue.reason) return venue.state
  const waitMs = venue.next_attempt_at ? Date.parse(venue.next_attempt_at) - now : null
  return `${venue.state}: ${reasonText(venue.reason, { attempt: venue.attempt, waitMs })}`
}

function Exchange({ venue, now }: { venue: VenueStatus; now: number }) {
  const age = venue.last_message_at ? formatAge(now - Date.parse(venue.last_message_at)) : null
  const rate = `${formatCount(Math.round(Number(venue.message_rate)))} msg/s`
  return (
    <li className="line">
      <span className="grow">
        <b className="b">{venueName(venue.venue)}</b>{' '}
        <span className={venue.state === 'live' ? 't3' : 'stale'}>{stateText(venue, now)}</span>
        <br />
        <span className="xs t3">
          {age === null ? 'no message yet' : `last message ${age} ago`} · {rate}
        </span>
      </span>
      <span className={`sm num ${venue.open_gaps > 0 ? 'stale' : 't3'}`}>
        {venue.open_gaps === 1 ? '1 open gap' : `${venue.open_gaps} open gaps`}
      </span>
    </li>
  )
}

export function ExchangeDetails({ venues }: { venues: VenueStatus[] }) {
  const now = useClock((clock) => clock.now)
  if (venues.length === 0) return <p className="p-3 t2">No exchange has reported yet.</p>
  return (
    <>
      <p className="title">Exchanges</p>
      <ul>
        {venues.map((venue) => (
          <Exchange key={venue.venue} venue={venue} now={now} />
        ))}
      </ul>
    </>
  )
}
