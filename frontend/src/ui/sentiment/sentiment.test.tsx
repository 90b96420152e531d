import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useClock, useConnection } from '@/stream/connection'
import { CoinScore, type Scored } from './CoinScore'
import { OriginalLink } from './OriginalLink'
import { ScoreAge } from './ScoreAge'
import { placeOf, ScoreMark } from './ScoreMark'
import { Shares } from './Shares'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const SCORED: Scored = { score: '0.18', interval_95: ['0.11', '0.25'], stories: 167, stale: false, reason: null }

afterEach(cleanup)

test('a score says its sign and its interval, not its colour alone', () => {
  const { container } = render(<CoinScore of={SCORED} />)
  expect(container).toHaveTextContent('+0.18')
  expect(screen.getByTitle('95%: +0.11 … +0.25, 167 stories')).toBeInTheDocument()
  expect(container.querySelector('b')).toHaveClass('up')
})

test('a score whose interval crosses zero has no tone', () => {
  const { container } = render(<CoinScore of={{ ...SCORED, interval_95: ['-0.02', '0.38'] }} />)
  expect(container.querySelector('b')).toHaveClass('flat')
})

test('an old score is amber and says so to readers', () => {
  const { container } = render(<CoinScore of={{ ...SCORED, stale: true, reason: 'sources_away' }} />)
  expect(container.querySelector('b')).toHaveClass('stale')
  expect(container).toHaveTextContent('+0.18stale')
})

test('too few stories are a word with its reason, and what is not read yet is a dash', () => {
  const none = { ...SCORED, score: null, interval_95: null, stories: 3, reason: 'not_enough' }
  const { container } = render(<CoinScore of={none} />)
  expect(container).toHaveTextContent('not enough')
  expect(screen.getByTitle('3 stories in the window; a score needs five')).toBeInTheDocument()
  expect(render(<CoinScore of={undefined} />).container).toHaveTextContent('—')
})

test.each([
  ['-1', 2],
  ['0', 27],
  ['1', 52],
  ['7', 52],
])('on its line a score of %s stands at %d', (score, x) => {
  expect(placeOf(score, 54)).toBe(x)
})

test('a mark without an interval is only a dot', () => {
  const { container } = render(<ScoreMark score="0.2" interval={null} tone="up" />)
  expect(container.querySelector('.ci')).toBeNull()
  expect(container.querySelector('.dot')).toBeInTheDocument()
})

test('shares are a bar and words; without a score there are none', () => {
  const of = { positive_percent: '38.2', neutral_percent: '44.9', negative_percent: '16.9' }
  expect(render(<Shares of={of} />).container).toHaveTextContent('38% positive45% neutral17% negative')
  expect(render(<Shares of={{ ...of, neutral_percent: null }} />).container).toBeEmptyDOMElement()
})

test('the age of a score is quiet, that of a stale one loud, and made up ones have a diamond', () => {
  useClock.setState({ now: NOW })
  const { container, rerender } = render(<ScoreAge asOf="2026-11-30T07:57:00Z" stale={false} />)
  expect(container).toHaveTextContent('3 min old')
  rerender(<ScoreAge asOf="2026-11-30T07:00:00Z" stale />)
  expect(container.querySelector('.fr')).toHaveClass('stale')
  useConnection.setState({ mode: 'simulated' })
  rerender(<ScoreAge asOf="2026-11-30T07:57:00Z" stale={false} />)
  expect(container.querySelector('.fr')).toHaveClass('simdot')
  useConnection.setState({ mode: null })
  rerender(<ScoreAge asOf={null} stale={false} />)
  expect(container).toHaveTextContent('no text yet')
})

test('an original opens elsewhere and learns nothing of this page', () => {
  render(<OriginalLink url="https://example.org/a">A title</OriginalLink>)
  const link = screen.getByRole('link', { name: /A title/ })
  expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  expect(link).toHaveAttribute('target', '_blank')
})

test.each(['javascript:alert(1)', 'data:text/html,<b>', null])(
  'what is no address of the web is no link: %s',
  (url) => {
    render(<OriginalLink url={url}>A title</OriginalLink>)
    expect(screen.queryByRole('link')).toBeNull()
    expect(screen.getByText('A title')).toBeVisible()
  },
)

test('a title is text, whatever a feed puts into it', () => {
  const { container } = render(<OriginalLink url={null}>{'<img src=x onerror=alert(1)> & 5 < 6'}</OriginalLink>)
  expect(container.querySelector('img')).toBeNull()
  expect(container).toHaveTextContent('<img src=x onerror=alert(1)> & 5 < 6')
})
