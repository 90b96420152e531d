/** Each exchange: its state, why, its last message, its rate, its open gaps. */
import type { VenueStatus } from '@/api/types'
import { formatCount } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { useTickers } from '@/stream/tickers'
import { HistoryLine } from './HistoryLine'
import { isSilent, lastMessageAt, silentSince } from '@/stream/useVenues'

export function stateText(venue: VenueStatus, now: number): string {
  if (!venue.reason) return venue.state
  const waitMs = venue.next_attempt_at ? Date.parse(venue.next_attempt_at) - now : null
  return `${venue.state}: ${reasonText(venue.reason, { attempt: venue.attempt, waitMs })}`
}

function heardText(venue: VenueStatus, now: number): string {
  const silent = isSilent(venue)
  const at = silent ? silentSince(venue) : lastMessageAt(venue, useTickers.getState().prices)
  if (at === null) return 'no message yet'
  return silent ? `no trade for ${formatAge(now - at)}` : `last message ${formatAge(now - at)} ago`
}

function Exchange({ venue, now }: { venue: VenueStatus; now: number }) {
  const rate = `${formatCount(Math.round(Number(venue.message_rate)))} msg/s`
  return (
    <li className="line">
      <span className="grow">
        <b className="b">{venueName(venue.venue)}</b>{' '}
        <span className={isSilent(venue) ? 'stale' : 't3'}>{stateText(venue, now)}</span>
        <br />
        <span className="xs t3">
          {heardText(venue, now)} · {rate}
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
      <HistoryLine />
    </>
  )
}
