/** The documents behind a score: as stories, and what they add up to. Pure. */
import type { ExplainedDocument, Explanation } from '@/api/sentiment'
import type { Label } from '@/lib/sentiment'

/** A story by what its documents say of the coin together. */
export interface WeighedStory {
  story_id: string
  title: string
  url: string | null
  source: string
  published_at: string
  label: Label
  score: string
  reach: number
  sharePercent: number
  documents: readonly ExplainedDocument[]
}

/** The likeliest; where another is as likely, the one that claims least. */
export function labelOf(positive: number, neutral: number, negative: number): Label {
  if (neutral >= Math.max(positive, negative) || positive === negative) return 'neutral'
  return positive > negative ? 'positive' : 'negative'
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The mean of what each document says, by its weight. */
function meanOf(documents: readonly ExplainedDocument[], of: Label): number {
  const total = sum(documents.map(({ weight }) => Number(weight)))
  return sum(documents.map(({ weight, probabilities }) => Number(weight) * Number(probabilities[of]))) / total
}

function storyOf(documents: readonly ExplainedDocument[], first: ExplainedDocument): WeighedStory {
  const positive = meanOf(documents, 'positive')
  const negative = meanOf(documents, 'negative')
  const { story_id, title, url, source, story_published_at } = first
  return {
    ...{ story_id, title, url, source },
    published_at: story_published_at,
    label: labelOf(positive, 1 - positive - negative, negative),
    score: (positive - negative).toFixed(4),
    reach: new Set(documents.map((document) => document.source)).size,
    sharePercent: sum(documents.map(({ share_percent: share }) => Number(share))),
    documents,
  }
}

/** Each with its first document's title, the heaviest first. */
export function weighedStories(documents: readonly ExplainedDocument[]): WeighedStory[] {
  const byStory = new Map<string, ExplainedDocument[]>()
  for (const document of documents)
    byStory.set(document.story_id, [...(byStory.get(document.story_id) ?? []), document])
  const stories = [...byStory.values()].flatMap((told) => {
    const first = told.toSorted((a, b) => a.published_at.localeCompare(b.published_at))[0]
    return first ? [storyOf(told, first)] : []
  })
  return stories.toSorted((a, b) => b.sharePercent - a.sharePercent || a.story_id.localeCompare(b.story_id))
}

/** What a document adds to the score. */
export const addedBy = ({ weight, score }: ExplainedDocument, totalWeight: string): number =>
  (Number(weight) * Number(score)) / Number(totalWeight)

/** The score again, from what is listed and the rest: the page shows that the two are the same. */
export function recalculated({ items, rest, total_weight: total }: Explanation): number | null {
  if (Number(total) === 0) return null
  const listed = sum(items.map(({ weight, score }) => Number(weight) * Number(score)))
  return (listed + Number(rest.weight_times_score)) / Number(total)
}
