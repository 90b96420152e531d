/** The chosen indicators: their form in the URL, `sma:20,bb:20:2~3`, where `~3` is a colour chosen by hand. Pure. */
import { DEFAULT_INDICATORS } from '@/lib/preferences'

export interface ChosenIndicator {
  name: string
  /** As written; the registry says what they are. */
  params: string[]
  /** A colour token by its number, 1 to 5; undefined: by the place in the list. */
  colour?: number | undefined
}

export const MOST_INDICATORS = 8
export const COLOUR_COUNT = 5
const NO_INDICATORS = 'none'
const FORM = /^([a-z][a-z0-9_]*)((?::[^:~,]+)*)(?:~([1-9]))?$/

/** As the service names it: `bb:20:2`. */
export const specOf = ({ name, params }: ChosenIndicator): string => [name, ...params].join(':')

const textOf = (one: ChosenIndicator): string => specOf(one) + (one.colour ? `~${one.colour}` : '')

function indicatorOf(part: string): ChosenIndicator | null {
  const [, name, params = '', colour] = FORM.exec(part) ?? []
  if (name === undefined || Number(colour ?? 1) > COLOUR_COUNT) return null
  const one = { name, params: params.split(':').slice(1) }
  return colour === undefined ? one : { ...one, colour: Number(colour) }
}

export interface ParsedIndicators {
  chosen: ChosenIndicator[]
  /** The parts that have no such form, or are one too many. */
  unknown: string[]
}

/** At most eight, each once; `none` for none. */
export function parseIndicators(ind: string | undefined): ParsedIndicators {
  const chosen: ChosenIndicator[] = []
  const unknown: string[] = []
  for (const part of ind === NO_INDICATORS ? [] : (ind ?? DEFAULT_INDICATORS).split(',')) {
    const one = indicatorOf(part)
    if (!one || chosen.length === MOST_INDICATORS) unknown.push(part)
    else if (!chosen.some((other) => specOf(other) === specOf(one))) chosen.push(one)
  }
  return { chosen, unknown }
}

export const indicatorsText = (chosen: readonly ChosenIndicator[]): string =>
  chosen.map(textOf).join(',') || NO_INDICATORS

/** As in the URL: the default stays out of it. */
export function formatIndicators(chosen: readonly ChosenIndicator[]): string | undefined {
  const text = indicatorsText(chosen)
  return text === DEFAULT_INDICATORS ? undefined : text
}

/** Moved by places up (negative) or down in the list. */
export function moveIndicator(chosen: readonly ChosenIndicator[], at: number, by: number): ChosenIndicator[] {
  const one = chosen[at]
  if (!one) return [...chosen]
  const to = Math.min(chosen.length - 1, Math.max(0, at + by))
  return chosen.toSpliced(at, 1).toSpliced(to, 0, one)
}
