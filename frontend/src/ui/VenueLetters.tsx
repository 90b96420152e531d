/** B C K: which exchanges a price is made from. One that is left out is struck through, amber if the price is stale for it. */
import type { CoinVenue } from '@/api/types'
import { reasonText, VENUES, venueName } from '@/lib/venues'

interface Props {
  venues: CoinVenue[]
  /** The row's own price is stale. */
  alone: boolean
}

function describe(venue: string, given: CoinVenue | undefined): string {
  if (!given) return `${venueName(venue)}: not traded here`
  return given.reason ? `${venueName(venue)}: ${reasonText(given.reason)}` : venueName(venue)
}

function tone(given: CoinVenue | undefined, alone: boolean): string {
  if (!given || given.reason === 'not_listed') return 'no'
  if (given.included) return ''
  return alone ? 'st hard' : 'st'
}

export function VenueLetters({ venues, alone }: Props) {
  const all = VENUES.map((venue) => ({ venue, given: venues.find((one) => one.venue === venue) }))
  return (
    <span className="vdots" role="img" aria-label={all.map(({ venue, given }) => describe(venue, given)).join('; ')}>
      {all.map(({ venue, given }) => {
        const look = tone(given, alone)
        return (
          <span key={venue} className={look} title={describe(venue, given)}>
            {look === 'no' ? '·' : venueName(venue).slice(0, 1)}
          </span>
        )
      })}
    </span>
  )
}
