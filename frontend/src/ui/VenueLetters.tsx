/** B C K: which exchanges a price is made from. One that is left out is struck through, amber if the price is stale for it. */
import { useQuiet } from '@/stream/useStream'
import { reasonText, VENUES, venueName } from '@/lib/venues'

/** One instrument of a coin, as the list and the stream have it. */
export interface VenueState {
  venue: string
  included: boolean
  quiet: boolean
  reason: string | null
}

interface Props {
  coinId: string
  venues: readonly VenueState[]
  /** The row's own price is stale. */
  alone: boolean
}

/** The instrument that speaks for its exchange: one that counts, else one that is at least traded. */
function stateOf(venues: readonly VenueState[], venue: string): VenueState | undefined {
  const own = venues.filter((one) => one.venue === venue)
  return own.find(({ included }) => included) ?? own.find(({ reason }) => reason !== 'not_listed') ?? own[0]
}

function describe(venue: string, state: VenueState | undefined, quiet: boolean): string {
  const why = !state ? 'not traded here' : state.reason ? reasonText(state.reason) : quiet ? 'no recent trade' : ''
  return why ? `${venueName(venue)}: ${why}` : venueName(venue)
}

function tone(state: VenueState | undefined, alone: boolean): string {
  if (!state || state.reason === 'not_listed') return 'no'
  if (state.included) return ''
  if (state.reason === 'quiet') return 'st'
  return alone ? 'st hard' : 'st'
}

export function VenueLetters({ coinId, venues, alone }: Props) {
  const vouched = useQuiet(coinId, true)
  const all = VENUES.map((venue) => {
    const state = stateOf(venues, venue)
    return { venue, state, words: describe(venue, state, vouched && state?.quiet === true) }
  })
  return (
    <span className="vdots" role="img" aria-label={all.map(({ words }) => words).join('; ')}>
      {all.map(({ venue, state, words }) => {
        const look = tone(state, alone)
        return (
          <span key={venue} className={look} title={words}>
            {look === 'no' ? '·' : venueName(venue).slice(0, 1)}
          </span>
        )
      })}
    </span>
  )
}
