import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { keyedAfter } from '@/ui/useRowKeys'
import { parseIndicators } from './chosen'
import { ChosenList } from './ChosenList'
import { KINDS } from './kinds.fixture'

afterEach(cleanup)

function Shown({ start }: { start: string }) {
  const [chosen, onChange] = useState(parseIndicators(start).chosen)
  return <ChosenList {...{ chosen, onChange }} registry={KINDS} />
}

const rows = () => screen.getAllByRole('listitem')
const specs = () => rows().map((row) => row.dataset.chosen)

test('a parameter that is entered keeps the focus', () => {
  render(<Shown start="rsi:14,sma:20" />)
  const period = within(rows()[0]!).getByRole('textbox')
  period.focus()
  fireEvent.change(period, { target: { value: '7' } })
  fireEvent.keyDown(period, { key: 'Enter' })
  expect(specs()).toEqual(['rsi:7', 'sma:20'])
  expect(document.activeElement).toBe(period)
})

test('an indicator is moved step by step with one button, which keeps the focus at the end as well', () => {
  render(<Shown start="sma:20,sma:50,sma:200" />)
  const down = within(rows()[0]!).getByRole('button', { name: /down$/ })
  down.focus()
  fireEvent.click(down)
  expect(specs()).toEqual(['sma:50', 'sma:20', 'sma:200'])
  fireEvent.click(down)
  fireEvent.click(down)
  expect(specs()).toEqual(['sma:50', 'sma:200', 'sma:20'])
  expect(document.activeElement).toBe(down)
  expect(down).toHaveAttribute('aria-disabled', 'true')
  expect(down).toBeEnabled()
})

test('rows keep their keys when they are moved, changed or others go', () => {
  const keys = (from: string[], to: string[]) => keyedAfter(keyedAfter([], from), to).map(({ key }) => key)
  expect(keys(['a', 'b', 'c'], ['b', 'a', 'c'])).toEqual([2, 1, 3])
  expect(keys(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([1, 2, 3])
  expect(keys(['a', 'b', 'c'], ['b', 'c'])).toEqual([2, 3])
  expect(keys(['a', 'a'], ['a', 'a', 'b'])).toEqual([1, 2, 3])
})
