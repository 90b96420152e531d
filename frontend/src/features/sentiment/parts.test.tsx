import { cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sentiment } from '@/api/sentiment'
import { useClock } from '@/stream/connection'
import { Confusion } from './Confusion'
import { Gauge } from './Gauge'
import { ScoreBar } from './ScoreBar'
import { ScoreCard } from './ScoreCard'
import { StoryRow, type ShownStory } from './StoryRow'
import { NewStories } from './StoryLists'
import { useHeld } from './useHeld'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const SENTIMENT: Sentiment = {
  ...{ coin_id: 'bitcoin', window: '24h', half_life_hours: '8.0000', score: '0.1834', interval_95: ['0.11', '0.25'] },
  ...{ positive_percent: '38', neutral_percent: '45', negative_percent: '17', documents: 412, stories: 167 },
  ...{ sources: [], change: null, model: { name: 'minilm-crypto', version: '1.3' } },
  ...{ as_of: '2026-11-30T07:57:00Z', stale: false, reason: null },
}
const STORY: ShownStory = {
  ...{ story_id: '1', title: 'A title', url: 'https://coindesk.example/1', source: 'coindesk' },
  ...{ published_at: '2026-11-30T07:29:00Z', label: 'negative', score: '-0.2140', reach: 2 },
  documents: [
    { document_id: 'a', source: 'coindesk', url: 'https://coindesk.example/1' },
    { document_id: 'b', source: 'unheard_of', url: 'javascript:alert(1)' },
  ],
}

beforeEach(() => useClock.setState({ now: NOW }))
afterEach(cleanup)

test('the gauge is read out with its interval, and grey when it crosses zero', () => {
  render(<Gauge score="0.18" interval={['0.11', '0.25']} />)
  expect(screen.getByRole('img', { name: 'Score +0.18, 95% interval +0.11 to +0.25' })).toHaveAttribute(
    'data-tone',
    'up',
  )
  render(<Gauge score="0.18" interval={['-0.01', '0.37']} />)
  expect(screen.getByRole('img', { name: /−0.01/ })).toHaveAttribute('data-tone', 'flat')
})

test('a gauge without a score has no needle', () => {
  const { container } = render(<Gauge score={null} interval={null} />)
  expect(screen.getByRole('img', { name: 'No score' })).toBeInTheDocument()
  expect(container.querySelector('.needle')).toBeNull()
})

const card = (sentiment: Sentiment | undefined, error: Error | null = null) => (
  <ScoreCard
    {...{ name: 'Bitcoin', window: '24h', sentiment, error }}
    refetch={() => undefined}
    onExplain={() => undefined}
  />
)

test('the card of a score is loading, failed, or says how it is made', () => {
  const { rerender, container } = render(card(undefined))
  expect(screen.getByRole('status')).toHaveTextContent('Loading the score')
  rerender(card(undefined, new Error('The server could not be reached.')))
  expect(screen.getByRole('alert')).toHaveTextContent('The score could not be loaded')
  rerender(card(SENTIMENT))
  expect(container).toHaveTextContent('412 documents in 167 distinct stories')
  expect(container).toHaveTextContent('Model minilm-crypto 1.3.')
  expect(container).toHaveTextContent('half as much with every 8 h of age')
})

test('the card says when the sources are away, and what has changed suddenly', () => {
  const change = { since: '2026-11-30T02:00:00Z', hours: 6, before: '0.05', after: '0.31', z: '4.2' }
  const { container } = render(card({ ...SENTIMENT, change, stale: true, reason: 'sources_away' }))
  expect(container).toHaveTextContent('No source has answered for half an hour')
  expect(container).toHaveTextContent('the last 6 h are at +0.31, the day before was at +0.05')
})

test('too few stories are no score', () => {
  const few = { ...SENTIMENT, score: null, interval_95: null, positive_percent: null, stories: 3 }
  const { container } = render(card({ ...few, reason: 'not_enough' }))
  expect(container).toHaveTextContent('Not enough to tell')
  expect(container).toHaveTextContent('3 stories in the window; a score needs five.')
})

test('a story says source, age, label and where else it stands, and links only what is an address', () => {
  const { container } = render(
    <ul>
      <StoryRow story={STORY} notes={['BTC']} />
    </ul>,
  )
  expect(container).toHaveTextContent('−0.21')
  expect(container).toHaveTextContent('CoinDesk · 31 min · negative · BTC')
  expect(container).toHaveTextContent('same story on 2 sites')
  expect(screen.getAllByRole('link', { hidden: true }).map((link) => link.getAttribute('href'))).toEqual([
    'https://coindesk.example/1',
    'https://coindesk.example/1',
  ])
  expect(container).toHaveTextContent('unheard_of')
})

test('a story that is not scored yet has a dash', () => {
  const { container } = render(<StoryRow story={{ ...STORY, score: null, label: null, reach: 1 }} />)
  expect(container).toHaveTextContent('unknown: Not scored yet')
  expect(container.querySelector('details')).toBeNull()
})

test('what waits is one click away', () => {
  const show = vi.fn()
  const { rerender } = render(<NewStories count={0} onShow={show} />)
  expect(screen.queryByRole('button')).toBeNull()
  rerender(<NewStories count={14} onShow={show} />)
  fireEvent.click(screen.getByRole('button', { name: '14 new' }))
  expect(show).toHaveBeenCalledOnce()
})

test('a held value stays, and the newest one is shown when it is released', () => {
  const { result, rerender } = renderHook(({ value, held }) => useHeld(value, held), {
    initialProps: { value: 1, held: false },
  })
  rerender({ value: 2, held: true })
  expect(result.current).toBe(1)
  rerender({ value: 3, held: true })
  rerender({ value: 3, held: false })
  expect(result.current).toBe(3)
})

test('a bar goes from zero to its score, on its side', () => {
  const bar = (score: string) => {
    const { container } = render(<ScoreBar score={score} interval={['-0.6', '-0.2']} />)
    const found = container.querySelector('.bar')
    return [found?.getAttribute('x'), found?.getAttribute('width')]
  }
  expect(bar('-0.4')).toEqual(['30.00%', '20.00%'])
  expect(bar('0.4')).toEqual(['50.00%', '20.00%'])
})

test('a confusion has what people said in its rows', () => {
  const result = {
    ...{ model: 'x', set: 's', part: 'p', texts: 15, accuracy: '0.8', macro_f1: '0.79', calibration_error: '0.031' },
    ...{ confusion: [[8, 2], [1, 4]], was_trained_on: false }, // prettier-ignore
  }
  render(<Confusion title="Some texts" labels={['negative', 'positive']} result={result} />)
  expect(screen.getByRole('row', { name: /^negative/ })).toHaveTextContent('negative880%220%')
  expect(screen.getByRole('region', { name: 'Errors on Some texts' })).toHaveTextContent('off by .031')
})
