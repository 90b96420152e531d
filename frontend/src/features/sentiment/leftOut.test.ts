import { expect, test } from 'vitest'
import { leftOutText } from './leftOut'

test('what was left out is said with its reasons, the most frequent first', () => {
  const counts: Record<string, number>[] = [{ language: 2, off_topic: 1 }, { off_topic: 3 }]
  expect(leftOutText(counts.map((left_out_24h) => ({ left_out_24h })))).toBe(
    '6 texts of the last 24 h left out: off topic 4, not English 2.',
  )
  expect(leftOutText([{ left_out_24h: { too_long: 1 } }])).toBe('1 text of the last 24 h left out: too long 1.')
})

test('where nothing was left out nothing is said', () => {
  expect(leftOutText([{ left_out_24h: {} }])).toBe('')
  expect(leftOutText([{ left_out_24h: { language: 0 } }])).toBe('')
})
