import { expect, test } from 'vitest'
import type { Evaluation } from '@/api/sentiment'
import {
  confusionShares,
  fairSets,
  labelsText,
  modelNames,
  percentOf,
  resultOf,
  setsOf,
  shareText,
  sizeText,
  speedText,
} from './evaluated'

const set = (name: string, part: string) => ({
  ...{ name, part, what: 'news titles', licence: 'MIT', texts: 3 },
  labels: { positive: 1200, negative: 1 },
})
const EVALUATION = {
  sets: [set('fpb50', 'public'), set('twitterfin', 'public'), set('twitterfin', 'held out')],
  results: [
    { model: 'majority', set: 'fpb50', part: 'public', was_trained_on: false },
    { model: 'vader', set: 'twitterfin', part: 'held out', accuracy: '0.4940', was_trained_on: false },
    { model: 'vader', set: 'twitterfin', part: 'public', was_trained_on: true },
  ],
  models: [{ name: 'vader' }],
  in_use: 'vader',
} as unknown as Evaluation

test('a part is named only where its set has several', () => {
  expect(setsOf(EVALUATION).map(({ title }) => title)).toEqual([
    'Finance phrases',
    'Finance tweets, public',
    'Finance tweets, held out',
  ])
  expect(setsOf({ ...EVALUATION, sets: [set('our_titles', 'all')] })[0]?.title).toBe('our titles')
})

test('only what the model in use was not trained on says how good it is', () => {
  expect(fairSets(EVALUATION).map(({ title }) => title)).toEqual(['Finance tweets'])
})

test('a model that only guesses has results and nothing else', () => {
  expect(modelNames(EVALUATION)).toEqual(['majority', 'vader'])
})

test('a result is found by model, set and part', () => {
  const [, first, second] = setsOf(EVALUATION)
  expect(resultOf(EVALUATION, 'vader', second!)?.accuracy).toBe('0.4940')
  expect(resultOf(EVALUATION, 'majority', first!)).toBeUndefined()
})

test.each([
  ['0.8333', '.833'],
  ['1.0000', '1.000'],
  ['0.0004', '.000'],
  ['-0.0120', '−.012'],
])('a share of %s is written %s', (share, text) => {
  expect(shareText(share)).toBe(text)
})

test('a confusion is told by the share of each row, and a row without texts has none', () => {
  expect(confusionShares([[8, 2], [0, 0]])).toEqual([[0.8, 0.2], [null, null]]) // prettier-ignore
  expect([percentOf(0.8), percentOf(null)]).toEqual(['80%', '—'])
})

test('sizes, speeds and labels are written for people', () => {
  expect([sizeText(22_416_000), sizeText(120_000), sizeText(null)]).toEqual(['22.4 MB', '0.12 MB', '—'])
  expect(speedText('24031.7')).toBe('24,032')
  expect(labelsText(EVALUATION.sets[0]!)).toBe('positive 1,200, negative 1')
})
