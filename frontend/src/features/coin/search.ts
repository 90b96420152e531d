/** The search parameters of the coin page's URL: their text, what it means, and what of it means nothing. Pure. */
import { INTERVALS, type Interval } from '@/api/types'
import { listOf, Misfits, type Misfit } from '@/lib/misfits'
import { DEFAULT_RANGE, RANGES, type Range } from '@/lib/preferences'
import { VENUES, venueName } from '@/lib/venues'
import { isVenue } from './exchanges'
import { KINDS, LONGEST, MOST_OVERLAYS, parseOverlays, SHORTEST, type Overlay } from './overlays'
import { intervalsFor, RANGE_WORDS } from './ranges'
import { parseView, type View } from './view'

const NAMES = ['range', 'interval', 'venue', 'type', 'scale', 'ind', 'from', 'to'] as const

type Name = (typeof NAMES)[number]

/** As in the URL. Nothing unknown is dropped from it, so that the page can say what it does not understand. */
export type CoinSearch = Partial<Record<Name, string>>

export type ChartType = 'candle' | 'line'

const DEFAULTS: CoinSearch = { range: DEFAULT_RANGE, type: 'candle' }

/** The parameters that are given and are not the default. */
export function checkCoinSearch(raw: Record<string, unknown>): CoinSearch {
  const given = NAMES.flatMap((name) => {
    const value = raw[name]
    return typeof value === 'string' && value !== '' && value !== DEFAULTS[name] ? [[name, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** What the page shows: the URL's parameters, or defaults. */
export interface ChartChoice {
  range: Range
  /** Undefined: the range's own. */
  interval: Interval | undefined
  venue: string | undefined
  type: ChartType
  log: boolean
  overlays: Overlay[]
  /** The visible part of time; null: the newest part, as long as the range. */
  view: View | null
  misfits: Misfit<Name>[]
}

function intervalOf({ interval }: CoinSearch, range: Range, misfits: Misfits<Name>): Interval | undefined {
  const known = misfits.known('interval', interval, INTERVALS, 'no interval')
  if (known === undefined || intervalsFor(range).includes(known)) return known
  misfits.add(['interval'], `Candles of ${known} do not fit ${RANGE_WORDS[range]}: ${listOf(intervalsFor(range))}.`)
  return undefined
}

function venueOf({ venue }: CoinSearch, misfits: Misfits<Name>): string | undefined {
  if (venue === undefined || isVenue(venue)) return venue
  misfits.add(['venue'], `“${venue}” is no exchange that we follow: ${VENUES.map(venueName).join(', ')} are.`)
  return undefined
}

function viewOf({ from, to }: CoinSearch, misfits: Misfits<Name>): View | null {
  const view = parseView({ from, to })
  if (view === null && (from !== undefined || to !== undefined)) {
    misfits.add(['from', 'to'], 'Its period is not one: “from” and “to” are two times, the earlier one first.')
  }
  return view
}

function overlaysOf({ ind }: CoinSearch, misfits: Misfits<Name>): Overlay[] {
  const { overlays, unknown } = parseOverlays(ind)
  if (unknown.length > 0) {
    const known = `${KINDS.join(', ')} with a length of ${SHORTEST} to ${LONGEST}, at most ${MOST_OVERLAYS} of them`
    misfits.add(['ind'], `“${unknown.join(',')}” is not shown as an indicator: ${known} can be.`)
  }
  return overlays
}

/** What the URL means. */
export function readCoinSearch(search: CoinSearch): ChartChoice {
  const misfits = new Misfits<Name>()
  const range = misfits.known('range', search.range, RANGES, 'no range') ?? DEFAULT_RANGE
  return {
    range,
    interval: intervalOf(search, range, misfits),
    venue: venueOf(search, misfits),
    type: misfits.known('type', search.type, ['candle', 'line'], 'no kind of chart') ?? 'candle',
    log: misfits.known('scale', search.scale, ['log'], 'no scale') === 'log',
    overlays: overlaysOf(search, misfits),
    view: viewOf(search, misfits),
    misfits: misfits.found,
  }
}
