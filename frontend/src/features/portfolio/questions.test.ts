import { expect, test } from 'vitest'
import type { Question } from '@/api/questions'
import { answersTo, questionText } from './questions'

const NOTHING = { pair_with: null, kind: null, quantity: null }
const asked = (kind: Question['kind'], ...suggestions: Partial<typeof NOTHING>[]): Question => ({
  question_id: `${kind}/x`,
  kind,
  transaction_id: 'x',
  coin_id: 'bitcoin',
  suggestions: suggestions.map((one) => ({ ...NOTHING, ...one })),
})
const labels = (question: Question): string[] => answersTo(question).map(({ label }) => label)

test('a pair is offered as a transfer, an end alone as what else it may have been', () => {
  const ends = [{ kind: 'payment' }, { kind: 'withdrawal' }] as never[]
  const pair = asked('unmatched_transfer', { pair_with: 'y' } as never, ...ends)
  expect(labels(pair)).toEqual(['Make it one transfer', 'It was a payment', 'It is right so'])
  expect(questionText(pair, 'Bitcoin')).toContain('between your own wallets?')
  expect(labels(asked('unmatched_transfer', ...ends))).toEqual(['It was a payment', 'It is right so'])
})

test('what is missing is entered with its quantity, wallet and time', () => {
  const [answer] = answersTo(asked('missing_acquisition', { kind: 'deposit', quantity: '0.4' } as never))
  if (answer?.does !== 'add') throw new Error('no form')
  const row = { time: '2026-05-15T17:30:42Z', wallet: 'Kraken' } as never
  expect(answer.form(row)).toMatchObject({
    kind: 'deposit',
    coin: 'bitcoin',
    quantity: '0.4',
    wallet: 'Kraken',
    time: '2026-05-15T17:30',
  })
})

test('a missing value is said or looked up again', () => {
  expect(labels(asked('no_price'))).toEqual(['Say its value', 'Look it up again', 'It is right so'])
})
