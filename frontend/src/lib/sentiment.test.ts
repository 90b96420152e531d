import { describe, expect, test } from 'vitest'
import {
  crossesZero,
  formatInterval,
  formatScore,
  noScoreText,
  reachText,
  scoreSentence,
  scoreWords,
  toneOf,
  toneOfLabel,
  webAddress,
} from './sentiment'

test.each([
  ['0.1834', '+0.18'],
  ['-0.215', '−0.22'],
  ['0.004', '0.00'],
  ['-0.004', '0.00'],
  ['1', '+1.00'],
])('a score of %s is written %s', (score, text) => {
  expect(formatScore(score)).toBe(text)
})

test('an interval has both of its ends, each with its sign', () => {
  expect(formatInterval(['-0.031', '0.25'])).toBe('−0.03 … +0.25')
  expect(scoreSentence('0.18', ['0.11', '0.25'])).toBe('+0.18, 95% interval +0.11 to +0.25')
})

describe('the tone of a coin', () => {
  test.each([
    ['0.18', ['0.11', '0.25'], 'up'],
    ['0.15', ['0.01', '0.29'], 'up'],
    ['0.149', ['0.1', '0.2'], 'flat'],
    ['-0.37', ['-0.5', '-0.2'], 'down'],
    ['0.31', ['-0.01', '0.6'], 'flat'],
    ['-0.31', ['-0.6', '0'], 'flat'],
  ] as const)('of %s within %o is %s', (score, interval, tone) => {
    expect(toneOf(score, interval)).toBe(tone)
  })

  test('is none without an interval, and none without a score', () => {
    expect(toneOf('0.9', null)).toBe('flat')
    expect(toneOf(null, null)).toBe('flat')
  })

  test('crosses zero also where it only touches it', () => {
    expect(crossesZero(['0', '0.3'])).toBe(true)
    expect(crossesZero(['0.01', '0.3'])).toBe(false)
  })
})

test.each([
  ['0.18', ['0.11', '0.25'], 'Slightly positive'],
  ['-0.44', ['-0.5', '-0.3'], 'Clearly negative'],
  ['0.7', ['0.6', '0.8'], 'Very positive'],
  ['0.05', ['0.01', '0.09'], 'Neutral'],
  ['0.4', ['-0.1', '0.9'], 'No clear direction'],
] as const)('%s within %o is said as %s', (score, interval, words) => {
  expect(scoreWords(score, interval)).toBe(words)
})

test('a label that is not known has no tone', () => {
  expect([toneOfLabel('positive'), toneOfLabel('negative'), toneOfLabel(null), toneOfLabel('mixed')]).toEqual([
    'up',
    'down',
    'flat',
    'flat',
  ])
})

test('a missing score says why', () => {
  expect(noScoreText('not_enough', 3)).toBe('3 stories in the window; a score needs five')
  expect(noScoreText('model_changed', 8)).toBe('model changed')
})

test.each(['javascript:alert(1)', 'data:text/html,x', '/relative', 'feed', '', null])(
  'what is no address of the web is no link: %s',
  (url) => {
    expect(webAddress(url)).toBeNull()
  },
)

test('an address of the web stays as it is', () => {
  expect(webAddress('https://example.org/a?b=1')).toBe('https://example.org/a?b=1')
})

test('reach is said from two sites on', () => {
  expect([reachText(1), reachText(3)]).toEqual(['', 'same story on 3 sites'])
})
