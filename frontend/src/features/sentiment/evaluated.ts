/** The published evaluation, arranged for its tables. Pure. */
import type { Evaluation } from '@/api/sentiment'
import { formatCount, formatPercent, MINUS, roundText, UNKNOWN } from '@/lib/format'

export type EvaluatedSet = Evaluation['sets'][number]
export type EvaluationResult = Evaluation['results'][number]

export interface NamedSet extends EvaluatedSet {
  key: string
  title: string
}

/** What the sets are called in their papers says little. */
const NAMES: Partial<Record<string, string>> = {
  corpus: 'Our own texts',
  fpb50: 'Finance phrases',
  twitterfin: 'Finance tweets',
  cryptolin: 'Crypto headlines',
  cryptobertref: 'Crypto posts',
  surge_crypto: 'Reddit crypto',
  surge_stock: 'Stock tweets',
  fiqa: 'Finance questions',
  stockemotions: 'Stock posts',
}

/** Each part of a set; the part is named only where a set has several. */
export function named(sets: readonly EvaluatedSet[]): NamedSet[] {
  return sets.map((set) => {
    const several = sets.filter(({ name }) => name === set.name).length > 1
    const name = NAMES[set.name] ?? set.name.replaceAll('_', ' ')
    return { ...set, key: `${set.name} ${set.part}`, title: several ? `${name}, ${set.part}` : name }
  })
}

export const setsOf = ({ sets }: Evaluation): NamedSet[] => named(sets)

export const resultOf = (
  { results }: Evaluation,
  model: string,
  { name, part }: Pick<EvaluatedSet, 'name' | 'part'>,
): EvaluationResult | undefined => results.find((one) => one.model === model && one.set === name && one.part === part)

/** What the model in use was not trained on: only that says how good it is. */
export const fairSets = (evaluation: Evaluation): NamedSet[] =>
  named(evaluation.sets.filter((set) => resultOf(evaluation, evaluation.in_use, set)?.was_trained_on === false))

/** Every model with a result, in their order. One that only guesses has nothing else to be said of it. */
export const modelNames = ({ results }: Evaluation): string[] => [...new Set(results.map(({ model }) => model))]

/** `.833`, as such tables are written; `1.000` stays whole. */
export const shareText = (share: string): string =>
  roundText(share, 3)
    .replace(/^(-?)0\./, '$1.')
    .replace('-', MINUS)

/** Of the texts that people gave one label, which share the model gave each. */
export function confusionShares(confusion: readonly (readonly number[])[]): (number | null)[][] {
  return confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => (total === 0 ? null : count / total))
  })
}

export const percentOf = (share: number | null): string =>
  share === null ? UNKNOWN : formatPercent((share * 100).toFixed(3), 0)

const MEGA = 1_000_000

/** `22.4 MB`; a lexicon has no files worth naming. */
export const sizeText = (bytes: number | null): string =>
  bytes === null ? UNKNOWN : `${(bytes / MEGA).toFixed(bytes < MEGA ? 2 : 1)} MB`

export const speedText = (perSecond: string): string => formatCount(Math.round(Number(perSecond)))

/** `positive 320, neutral 100, negative 81`. */
export const labelsText = ({ labels }: EvaluatedSet): string =>
  Object.entries(labels)
    .map(([label, count]) => `${label} ${formatCount(count)}`)
    .join(', ')
