import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { columnsOffered, ScreenColumns } from './ScreenColumns'

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} }) // prettier-ignore
})
afterEach(cleanup)

test('the shown figures are first, others follow, and one with other parameters can be typed', () => {
  expect(columnsOffered(['rsi:14', 'price'], ['rsi:14', 'sma:20'], '').slice(0, 3)).toEqual([
    ...['rsi:14', 'price', 'market_cap_rank'],
  ])
  expect(columnsOffered(['price'], ['rsi:14'], ' RSI:7 ')).toEqual(['rsi:7'])
  expect(columnsOffered(['price'], ['rsi:14'], 'rsi')).toEqual(['rsi:14'])
})

test('a column is added at the end or taken away, and the usual ones come back', () => {
  const onChange = vi.fn()
  render(<ScreenColumns shown={['price', 'volume_24h']} figures={['rsi:14']} chosen onChange={onChange} />)
  fireEvent.click(screen.getByRole('button', { name: 'Columns' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'rsi:14' }))
  fireEvent.click(screen.getByRole('checkbox', { name: 'price' }))
  fireEvent.click(screen.getByRole('button', { name: 'The usual ones' }))
  expect(onChange.mock.calls).toEqual([['price,volume_24h,rsi:14'], ['volume_24h'], [undefined]])
})

test('the last column cannot be taken away', () => {
  render(<ScreenColumns shown={['price']} figures={[]} chosen={false} onChange={vi.fn()} />)
  fireEvent.click(screen.getByRole('button', { name: 'Columns' }))
  expect(screen.getByRole('checkbox', { name: 'price' })).toBeDisabled()
  expect(screen.queryByRole('button', { name: 'The usual ones' })).toBeNull()
})
