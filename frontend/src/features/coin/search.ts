/** The search parameters of the coin page's URL: their text, what it means, and what of it means nothing. Pure. */
import { INTERVALS, type Interval } from '@/api/types'
import { listOf, Misfits, type Misfit } from '@/lib/misfits'
import { DEFAULT_RANGE, RANGES, type Range } from '@/lib/preferences'
import { VENUES, venueName } from '@/lib/venues'
import { MOST_COMPARED, parseCompared } from './compared'
import { isVenue } from './exchanges'
import { MOST_INDICATORS, parseIndicators, specOf, type ChosenIndicator } from './indicators/chosen'
import type { Registry } from './indicators/looks'
import { fitPanes } from './indicators/panes'
import { completed, problemOf } from './indicators/registry'
import { intervalsFor, RANGE_WORDS } from './ranges'
import { parseView, type View } from './view'

const NAMES = ['range', 'interval', 'venue', 'type', 'scale', 'ind', 'vs', 'tape', 'from', 'to'] as const
type Name = (typeof NAMES)[number]

/** As in the URL. Nothing unknown is dropped from it, so that the page can say what it does not understand. */
export type CoinSearch = Partial<Record<Name, string>>
export type ChartType = 'candle' | 'line'
export const SCALES = ['linear', 'log', 'percent'] as const
export type Scale = (typeof SCALES)[number]
export const TAPES = ['all', 'large'] as const
export type Tape = (typeof TAPES)[number]

const DEFAULTS: CoinSearch = { range: DEFAULT_RANGE, type: 'candle', scale: 'linear', tape: 'all' }

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
  /** In per cent whenever coins are compared: their prices have nothing else in common. */
  scale: Scale
  indicators: ChosenIndicator[]
  /** Coins that are compared with this one. */
  compared: string[]
  tape: Tape
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

/** Until the registry is known only the form is checked. */
function indicatorsOf({ ind }: CoinSearch, registry: Registry, misfits: Misfits<Name>): ChosenIndicator[] {
  const { chosen, unknown } = parseIndicators(ind)
  if (unknown.length > 0) {
    const form = `names with numbers as in sma:20 or bb:20:2, at most ${MOST_INDICATORS} of them`
    misfits.add(['ind'], `“${unknown.join(',')}” is not shown as an indicator: ${form}, can be.`)
  }
  if (registry.length === 0) return chosen
  const known = chosen.filter((one) => {
    const problem = problemOf(one, registry)
    if (problem !== null) misfits.add(['ind'], problem)
    return problem === null
  })
  const { fitting, left } = fitPanes(
    known.map((one) => completed(one, registry)),
    registry,
  )
  if (left.length > 0) {
    misfits.add(
      ['ind'],
      `The chart has four panes, and none for ${left.map(specOf).join(', ')}: take another one away.`,
    )
  }
  return fitting
}

function comparedOf({ vs }: CoinSearch, misfits: Misfits<Name>): string[] {
  const { ids, unknown } = parseCompared(vs)
  if (unknown.length > 0) {
    misfits.add(['vs'], `“${unknown.join(',')}” is not compared: ids of coins, at most ${MOST_COMPARED}, can be.`)
  }
  return ids
}

/** What the URL means. */
export function readCoinSearch(search: CoinSearch, registry: Registry = []): ChartChoice {
  const misfits = new Misfits<Name>()
  const range = misfits.known('range', search.range, RANGES, 'no range') ?? DEFAULT_RANGE
  const scale = misfits.known('scale', search.scale, SCALES, 'no scale') ?? 'linear'
  const compared = comparedOf(search, misfits)
  return {
    range,
    interval: intervalOf(search, range, misfits),
    venue: venueOf(search, misfits),
    type: misfits.known('type', search.type, ['candle', 'line'], 'no kind of chart') ?? 'candle',
    scale: compared.length > 0 ? 'percent' : scale,
    indicators: indicatorsOf(search, registry, misfits),
    compared,
    tape: misfits.known('tape', search.tape, TAPES, 'no list of trades') ?? 'all',
    view: viewOf(search, misfits),
    misfits: misfits.found,
  }
}
