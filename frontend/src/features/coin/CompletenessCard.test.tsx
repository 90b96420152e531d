import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Completeness } from '@/api/types'
import { useClock } from '@/stream/connection'
import { CompletenessCard } from './CompletenessCard'
import type { ChosenCompleteness } from './useChart'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const at = (minute: number) => new Date(NOW + minute * 60_000).toISOString()
const hole = (minute: number): Completeness['spans'][number] => ({
  ...{ start: at(minute), end: at(minute + 1), status: 'partial' as const },
  ...{ ids: null, closed_by: null, reason: null, trades_filled: null },
})
const answer: Completeness = {
  ...{ coin_id: 'bitcoin', instrument_id: 'BTC-USD.COMPOSITE', start: at(-60), end: at(0), percent: '95' },
  ...{ since: null, spans: [hole(-50)], as_of: at(0), source: 'ledger', stale: false, reason: null, not_followed: [] },
}

beforeEach(() => useClock.setState({ now: NOW }))
afterEach(cleanup)

const refetch = vi.fn()
function card(given: Partial<ChosenCompleteness>) {
  const nothing = { data: undefined, error: null, since: null, candlesSince: null, refetch }
  const completeness = { ...nothing, spans: [{ state: 'complete' as const, from: 0, to: 59 }], ...given }
  const model = { interval: '1m', view: null, source: 'composite', venue: 'composite', range: '1H' } as const
  return <CompletenessCard coinId="bitcoin" model={{ ...model, completeness }} picked={null} onPick={vi.fn()} />
}

test('without an answer nothing is called final: it is loading, or failed with a way to try again', () => {
  const { rerender } = render(card({}))
  expect(screen.getByRole('status')).toHaveTextContent('Loading what is complete')
  rerender(card({ error: new Error('The service is away.') }))
  expect(screen.getByRole('alert')).toHaveTextContent('What is complete could not be loaded')
  expect(screen.queryByText(/final/)).not.toBeInTheDocument()
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

test('an answer that could not be renewed stays, marked stale', () => {
  render(card({ data: answer, error: new Error('The service is away.') }))
  expect(screen.getByTestId('complete')).toHaveTextContent('95.0%')
  expect(screen.getByRole('alert')).toHaveTextContent('Stale: what is complete could not be renewed.')
})

test('it says since when no trades arrive', () => {
  render(card({ data: { ...answer, stale: true, as_of: at(-12), reason: 'venue_stale' } }))
  expect(screen.getByText(/^No trades of some exchanges since .*:48: minutes since then count as incomplete/)).toHaveClass('stale') // prettier-ignore
})

test('all entries of the ledger can be listed with the keyboard alone', () => {
  const spans = [-50, -45, -40, -35, -30, -25, -20, -15].map(hole)
  const { container } = render(card({ data: { ...answer, spans } }))
  expect(container.querySelectorAll('[data-entry]')).toHaveLength(6)
  fireEvent.click(screen.getByRole('button', { name: 'Show all 8' }))
  expect(container.querySelectorAll('[data-entry]')).toHaveLength(8)
  expect(screen.getByRole('button', { name: 'Show fewer' })).toHaveAttribute('aria-expanded', 'true')
})
