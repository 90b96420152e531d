import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Names } from '@/api/coinNames'
import { useClock } from '@/stream/connection'
import { Provenance } from '@/ui/Provenance'
import { Block } from './Block'
import { MatrixCard, useMatrix } from './correlation/MatrixCard'
import type { Cell, Grid } from './correlation/matrix'
import { MatrixTable } from './correlation/MatrixTable'
import { Scatter } from './correlation/Scatter'
import { ConditionsForm } from './screener/ConditionsForm'
import { readAnalyticsSearch } from './search'

const names: Names = { coin: () => undefined, name: (id) => `Coin ${id}`, symbol: (id) => id.toUpperCase() }
const cell = (value: string | null): Cell => ({
  value,
  n: value === null ? 3 : 163,
  low: '0.1',
  high: '0.2',
  reason: null,
})
const grid: Grid = {
  coins: ['a', 'b', 'c'],
  cells: [
    [cell('1'), cell('0.5'), cell('-0.4')],
    [cell('0.5'), cell('1'), cell(null)],
    [cell('-0.4'), cell(null), cell('1')],
  ],
}

beforeEach(() => {
  useClock.setState({ now: Date.parse('2026-11-30T08:00:00Z') })
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }) // prettier-ignore
})
afterEach(cleanup)

test('arrows move in the matrix, and Enter opens the pair under the focus', () => {
  const onPair = vi.fn()
  render(<MatrixTable {...{ grid, names, onPair }} pair={null} />)
  const first = screen.getByRole('gridcell', { name: /^Coin b and Coin a: 0.50/ })
  expect(first).toHaveAttribute('tabindex', '0')
  first.focus()
  fireEvent.keyDown(first, { key: 'ArrowDown' })
  expect(document.activeElement).toHaveAccessibleName(/^Coin c and Coin a: −0.40/)
  fireEvent.keyDown(document.activeElement as Element, { key: 'Enter' })
  expect(onPair).toHaveBeenCalledWith('c', 'a')
})

test('a coin with itself opens nothing, and what is unknown is a dash', () => {
  const onPair = vi.fn()
  render(<MatrixTable {...{ grid, names, onPair }} pair={['a', 'b']} />)
  fireEvent.click(screen.getByRole('gridcell', { name: 'Coin a with itself' }))
  expect(onPair).not.toHaveBeenCalled()
  expect(screen.getByRole('gridcell', { name: /^Coin b and Coin c: unknown/ })).toHaveTextContent('—')
  expect(screen.getByRole('gridcell', { selected: true })).toHaveAccessibleName(/^Coin a and Coin b/)
})

test('the matrix is as wide as its coins need, so that a cell stays readable', () => {
  render(<MatrixTable {...{ grid, names }} pair={null} onPair={() => undefined} />)
  expect(screen.getByRole('grid').style.getPropertyValue('--coins')).toBe('3')
})

const card = (query: object, shown?: Grid) => (
  <MatrixCard
    {...{ names, coins: ['a', 'b', 'c'], choice: readAnalyticsSearch({}), onSearch: () => undefined }}
    model={{ query, grid: shown, pair: null } as unknown as React.ComponentProps<typeof MatrixCard>['model']}
  />
)

test('the matrix is loading, failed with a way to try again, or there', () => {
  const refetch = vi.fn()
  const { rerender } = render(card({ refetch }))
  expect(screen.getByRole('status')).toHaveTextContent('Loading the correlations')
  rerender(card({ refetch, error: new Error('Nothing answered in 15 s.') }))
  expect(screen.getByRole('alert')).toHaveTextContent('The correlations could not be loaded')
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
  rerender(card({ refetch }, grid))
  expect(screen.getByRole('grid', { name: 'Correlation of returns' })).toBeInTheDocument()
})

test('the pair of a link is shown, and without one the closest', () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const { coins, cells } = grid
  const lists = <K extends keyof Cell>(key: K) => cells.map((line) => line.map((one) => one[key]))
  const matrix = { coins, order: coins, values: lists('value'), n: lists('n'), interval_95: lists('low'), reasons: [] }
  client.setQueryData(['analytics', 'matrix', coins, '1h', 168], matrix)
  const wrapper = (props: React.PropsWithChildren) => <QueryClientProvider client={client} {...props} />
  const pairOf = (named: [string, string] | null) =>
    renderHook(() => useMatrix({ coins, choice: readAnalyticsSearch({}) }, named), { wrapper }).result.current.pair
  expect(pairOf(null)).toEqual(['b', 'a'])
  expect(pairOf(['c', 'a'])).toEqual(['c', 'a'])
})

test('a block whose data could not be renewed keeps them, marked stale', () => {
  const refetch = vi.fn()
  const query = { data: '12 coins', error: new Error('Nothing answered in 15 s.'), refetch }
  render(
    <Block query={query} what="the coins" rows={1}>
      {(text) => <p>{text}</p>}
    </Block>,
  )
  expect(screen.getByText('12 coins')).toBeInTheDocument()
  expect(screen.getByRole('alert')).toHaveTextContent(
    'Stale: the coins could not be renewed. Nothing answered in 15 s.',
  )
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

test('a figure says how old it is, and that it is stale', () => {
  const { rerender } = render(<Provenance of={{ as_of: '2026-11-30T07:57:00Z', stale: false }} />)
  expect(screen.getByTestId('provenance')).toHaveTextContent('as of 3 min ago')
  rerender(<Provenance of={{ as_of: '2026-11-30T05:00:00Z', stale: true, reason: 'venue_stale' }} />)
  expect(screen.getByTestId('provenance')).toHaveTextContent('stale, as of 3 h ago · no recent trade')
  rerender(<Provenance of={{ as_of: null, stale: false }} />)
  expect(screen.getByTestId('provenance')).toHaveTextContent('nothing received yet')
})

test('the scatter draws each pair of returns, and its line', () => {
  const dots = [0.01, -0.02, 0.03].map((x, time) => ({ time, x, y: x }))
  const { container } = render(<Scatter dots={dots} trend={{ slope: 1, intercept: 0 }} label="Three returns" />)
  expect(screen.getByRole('img', { name: 'Three returns' })).toBeInTheDocument()
  expect(container.querySelectorAll('circle')).toHaveLength(3)
  expect(container.querySelector('.trend')).not.toBeNull()
})

test('a condition is taken when it can be read, and else says what to write', () => {
  const onChange = vi.fn()
  render(<ConditionsForm conditions={[]} figures={[]} onChange={onChange} />)
  fireEvent.click(screen.getByRole('button', { name: 'Condition' }))
  fireEvent.change(screen.getByLabelText('Figure'), { target: { value: 'RSI:14' } })
  fireEvent.keyDown(screen.getByLabelText('Figure'), { key: 'Enter' })
  expect(screen.getByRole('alert')).toHaveTextContent('Compare with a number or another figure')
  expect(onChange).not.toHaveBeenCalled()
  fireEvent.change(screen.getByLabelText('Number or figure'), { target: { value: '30,5' } })
  fireEvent.keyDown(screen.getByLabelText('Number or figure'), { key: 'Enter' })
  expect(onChange).toHaveBeenCalledWith('rsi:14>30.5')
})
