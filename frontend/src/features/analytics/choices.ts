/** Which coins and which returns the page is about. Pure. */
import type { Coin, Interval } from '@/api/types'
import type { AnalyticsChoice } from './search'

/** As many as a matrix shows without scrolling. */
export const SHOWN_COINS = 12
export const MOST_COINS = 40
/** Lines that can be told apart in one chart. */
export const MOST_LINES = 8
const FIRST_LINES = 5

/** The coin that a link means, by id or by symbol in any case. */
export function findCoin(coins: readonly Coin[], meant: string): Coin | undefined {
  const wanted = meant.toLowerCase()
  return coins.find(({ coin_id: id }) => id === wanted) ?? coins.find(({ symbol }) => symbol.toLowerCase() === wanted)
}

/** Names in a link that no coin has. Nothing is said while the coins are not known. */
export const unknownCoins = (coins: readonly Coin[], named: readonly string[]): string[] =>
  coins.length === 0 ? [] : named.filter((name) => findCoin(coins, name) === undefined)

/** Ids of the coins that the link names, or of the largest where it names none that is known. */
export function chosenCoins(coins: readonly Coin[], named: readonly string[], most = SHOWN_COINS): string[] {
  const known = [...new Set(named.flatMap((name) => findCoin(coins, name)?.coin_id ?? []))]
  return (known.length > 0 ? known : coins.slice(0, most).map(({ coin_id: id }) => id)).slice(0, MOST_COINS)
}

/** The ids of the pair that a link names by id or symbol; null where it names no two coins. */
export function chosenPair(coins: readonly Coin[], named: AnalyticsChoice['pair']): [string, string] | null {
  const [a, b] = (named ?? []).map((name) => findCoin(coins, name)?.coin_id)
  return a !== undefined && b !== undefined && a !== b ? [a, b] : null
}

/** The coins of the matrix: the chosen ones, and those of the pair as far as they are not among them. */
export function withPair(chosen: readonly string[], pair: readonly string[] | null): string[] {
  if (pair === null || pair.every((coin) => chosen.includes(coin))) return [...chosen]
  const others = chosen.filter((coin) => !pair.includes(coin))
  return [...others.slice(0, MOST_COINS - pair.length), ...pair]
}

/** The coins that are compared: those that are chosen, as many as can be told apart. */
export const comparedCoins = (coins: readonly Coin[], named: readonly string[]): string[] =>
  named.length === 0 ? chosenCoins(coins, [], FIRST_LINES) : chosenCoins(coins, named).slice(0, MOST_LINES)

export interface Sample {
  interval: Interval
  period: number
}

const SAMPLES: readonly (Sample & { label: string })[] = [
  { interval: '5m', period: 288, label: '24 h of 5 min returns' },
  { interval: '1h', period: 168, label: '7 d of 1 h returns' },
  { interval: '1h', period: 720, label: '30 d of 1 h returns' },
  { interval: '1d', period: 90, label: '90 d of 1 d returns' },
  { interval: '1d', period: 365, label: '1 y of 1 d returns' },
]

const valueOf = ({ interval, period }: Sample): string => `${interval}:${period}`

export const sampleLabel = (sample: Sample): string =>
  SAMPLES.find((one) => valueOf(one) === valueOf(sample))?.label ?? `${sample.period} returns of ${sample.interval}`

/** What can be chosen, with what the link has chosen if that is something else. */
export function sampleOptions(chosen: Sample): { value: string; label: string }[] {
  const known = SAMPLES.some((one) => valueOf(one) === valueOf(chosen))
  const all = known ? SAMPLES : [...SAMPLES, { ...chosen, label: sampleLabel(chosen) }]
  return all.map((one) => ({ value: valueOf(one), label: one.label }))
}

export const sampleValue = valueOf

export function sampleOf(value: string): Pick<AnalyticsChoice, 'interval' | 'period'> {
  const [interval, period] = value.split(':')
  return { interval: interval as Interval, period: Number(period) }
}
