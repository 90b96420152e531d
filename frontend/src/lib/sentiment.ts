/** Sentiment scores in figures and words: sign, tone, how sure. Pure. */
import { MINUS, roundText, type Direction } from './format'

export const LABELS = ['positive', 'neutral', 'negative'] as const
export type Label = (typeof LABELS)[number]

/** The 95% interval of a score: its ends as decimal text. */
export type ScoreInterval = readonly [low: string, high: string]

/** From here on a score is positive, from its opposite on negative. */
export const POSITIVE_FROM = 0.15
const CLEARLY_FROM = 0.35
const VERY_FROM = 0.6

/** `+0.18`, `−0.21`; a true zero has no sign. */
export function formatScore(score: string): string {
  const rounded = roundText(score, 2)
  if (Number(rounded) === 0) return '0.00'
  return rounded.startsWith('-') ? rounded.replace('-', MINUS) : `+${rounded}`
}

export const formatInterval = ([low, high]: ScoreInterval): string => `${formatScore(low)} … ${formatScore(high)}`

export const crossesZero = ([low, high]: ScoreInterval): boolean => Number(low) <= 0 && Number(high) >= 0

/** The tone of a mean that comes without an interval. */
export function toneOfScore(score: string): Direction {
  const value = Number(score)
  return value >= POSITIVE_FROM ? 'up' : value <= -POSITIVE_FROM ? 'down' : 'flat'
}

/** The tone of an aggregate: none while chance could explain its sign. */
export function toneOf(score: string | null, interval: ScoreInterval | null): Direction {
  if (score === null || interval === null || crossesZero(interval)) return 'flat'
  return toneOfScore(score)
}

const TONES: Partial<Record<string, Direction>> = { positive: 'up', negative: 'down' }

/** The tone of one text. */
export const toneOfLabel = (label: string | null): Direction => TONES[label ?? ''] ?? 'flat'

const WORDS: Record<Exclude<Direction, 'flat'>, Label> = { up: 'positive', down: 'negative' }

/** `Slightly positive`, `Neutral`, `No clear direction`. */
export function scoreWords(score: string, interval: ScoreInterval | null): string {
  if (interval === null || crossesZero(interval)) return 'No clear direction'
  const tone = toneOf(score, interval)
  if (tone === 'flat') return 'Neutral'
  const size = Math.abs(Number(score))
  if (size >= VERY_FROM) return `Very ${WORDS[tone]}`
  return size >= CLEARLY_FROM ? `Clearly ${WORDS[tone]}` : `Slightly ${WORDS[tone]}`
}

/** How a score is read out: `+0.18, 95% interval +0.11 to +0.25`. */
export function scoreSentence(score: string, interval: ScoreInterval | null): string {
  if (interval === null) return formatScore(score)
  return `${formatScore(score)}, 95% interval ${formatScore(interval[0])} to ${formatScore(interval[1])}`
}

/** What a page says where there is no score; an unknown code as it is. */
export function noScoreText(reason: string | null, stories: number): string {
  const found = stories === 1 ? '1 story' : `${stories} stories`
  if (reason === 'not_enough') return `${found} in the window; a score needs five`
  return reason?.replaceAll('_', ' ') ?? 'nothing has been scored yet'
}

/** The address of an original, if it is one of the web: a feed may give anything. */
export function webAddress(url: string | null | undefined): string | null {
  if (!url || !URL.canParse(url)) return null
  return ['https:', 'http:'].includes(new URL(url).protocol) ? url : null
}

/** `same story on 3 sites`; empty for a story that one source has. */
export const reachText = (reach: number): string => (reach > 1 ? `same story on ${reach} sites` : '')
