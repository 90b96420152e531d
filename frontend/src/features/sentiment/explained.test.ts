import { describe, expect, test } from 'vitest'
import type { ExplainedDocument, Explanation } from '@/api/sentiment'
import { addedBy, labelOf, recalculated, weighedStories } from './explained'

function document(id: string, story: string, weight: string, positive: string, negative: string): ExplainedDocument {
  return {
    document_id: id,
    story_id: story,
    source: `source of ${id}`,
    title: `title of ${id}`,
    url: null,
    published_at: `2026-11-30T08:0${id}:00Z`,
    story_published_at: '2026-11-30T08:00:00Z',
    label: 'neutral',
    score: (Number(positive) - Number(negative)).toFixed(4),
    probabilities: { positive, neutral: String(1 - Number(positive) - Number(negative)), negative },
    weight,
    share_percent: String(Number(weight) * 25),
  }
}

const DOCUMENTS = [
  document('2', 'A', '1', '0.8', '0.1'),
  document('1', 'A', '1', '0.6', '0.3'),
  document('3', 'B', '2', '0.1', '0.7'),
]

describe('stories by weight', () => {
  const [first, second] = weighedStories(DOCUMENTS)

  test('say what their documents say together, under the title of the first one', () => {
    expect([first?.story_id, first?.title, first?.score, first?.label]).toEqual([
      'A',
      'title of 1',
      '0.5000',
      'positive',
    ])
    expect([second?.story_id, second?.score, second?.label]).toEqual(['B', '-0.6000', 'negative'])
  })

  test('weigh what their documents weigh, and reach their sources', () => {
    expect([first?.sharePercent, first?.reach]).toEqual([50, 2])
    expect([second?.sharePercent, second?.reach]).toEqual([50, 1])
  })
})

test.each([
  [0.4, 0.4, 0.2, 'neutral'],
  [0.45, 0.1, 0.45, 'neutral'],
  [0.5, 0.3, 0.2, 'positive'],
  [0.2, 0.3, 0.5, 'negative'],
] as const)('probabilities of %f, %f and %f are %s', (positive, neutral, negative, label) => {
  expect(labelOf(positive, neutral, negative)).toBe(label)
})

describe('the score', () => {
  const explanation = {
    items: DOCUMENTS,
    rest: { documents: 3, weight: '4', weight_times_score: '0.8' },
    total_weight: '8',
  } as Explanation

  test('is what the documents and the rest add up to', () => {
    expect(recalculated(explanation)).toBeCloseTo((0.7 + 0.3 - 1.2 + 0.8) / 8)
  })

  test('is nothing without weight', () => {
    expect(recalculated({ ...explanation, total_weight: '0' })).toBeNull()
  })

  test('has a part of each document', () => {
    expect(addedBy(DOCUMENTS[2]!, '8')).toBeCloseTo(-0.15)
  })
})
