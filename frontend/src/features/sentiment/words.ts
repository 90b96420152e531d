/** Windows, models and sudden changes in words. Pure. */
import type { Sentiment } from '@/api/sentiment'
import { formatScore } from '@/lib/sentiment'

/** `24h` is `24 h`, `168h` is `7 d`. */
export function windowWords(window: string): string {
  const hours = Number.parseInt(window)
  return hours > 48 && hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

export const modelWords = ({ model: { name, version } }: Pick<Sentiment, 'model'>): string => `${name} ${version}`

/** How age counts; empty where it does not. */
export function ageWords({ half_life_hours: half }: Pick<Sentiment, 'half_life_hours'>): string {
  return half === null ? '' : `half as much with every ${Number(half).toLocaleString('en-US')} h of age`
}

/** `Sudden change: the last 6 h are at +0.31, the day before was at +0.05.` */
export function changeText({ change }: Pick<Sentiment, 'change'>): string {
  if (change === null) return ''
  const [before, after] = [formatScore(change.before), formatScore(change.after)]
  return `Sudden change: the last ${change.hours} h are at ${after}, the day before was at ${before}.`
}
