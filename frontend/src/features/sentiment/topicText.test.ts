import { expect, test } from 'vitest'
import type { Topic } from '@/api/sentiment'
import { chanceText, riseText } from './topicText'

test.each([
  ['164.3', 5, '+164%'],
  ['1400', 2, '15×'],
  ['9000', 0, 'new'],
])('a rise of %s percent from %d stories is written %s', (rise_percent, stories_before, text) => {
  expect(riseText({ rise_percent, stories_before } as Topic)).toBe(text)
})

test.each([
  ['0.0000', 'p < 0.001'],
  ['0.0213', 'p = 0.02'],
])('a probability of %s is written %s', (p_value, text) => {
  expect(chanceText({ p_value } as Topic)).toBe(text)
})
