import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { create } from 'zustand'
import { ConditionsForm } from './ConditionsForm'
import { readWhere } from './where'

afterEach(cleanup)

const useUrl = create(() => ({ where: '' }))
const open = (where: string) => useUrl.setState({ where })

/** As on the page: what the form says comes back to it a moment later, through the URL. */
function Page() {
  const where = useUrl((url) => url.where)
  return (
    <ConditionsForm
      conditions={readWhere(where).conditions}
      figures={[]}
      onChange={(next) => setTimeout(() => open(next ?? ''))}
    />
  )
}

function show(where: string) {
  open(where)
  render(<Page />)
}

const figures = () => screen.getAllByLabelText<HTMLInputElement>('Figure')
const settled = (where: string) => expect.poll(() => useUrl.getState().where).toBe(where)
const type = (input: HTMLElement, value: string) => fireEvent.change(input, { target: { value } })

test('leaving a changed field takes it over and keeps the focus in the next one', async () => {
  show('rsi:14<30,price>5')
  const [figure] = figures()
  const operator = screen.getAllByLabelText('Comparison')[0]!
  figure!.focus()
  type(figure!, 'RSI:7')
  operator.focus()
  await settled('rsi:7<30,price>5')
  expect(document.activeElement).toBe(operator)
  expect(figures()[0]).toHaveValue('rsi:7')
})

test('arrows on the comparison take each over and keep the focus there', async () => {
  show('rsi:14<30')
  const operator = screen.getByLabelText('Comparison')
  operator.focus()
  type(operator, '<=')
  await settled('rsi:14<=30')
  type(operator, '>')
  await settled('rsi:14>30')
  expect(document.activeElement).toBe(operator)
})

test('what is typed on before the URL has changed stays', async () => {
  show('rsi:14<30')
  const than = screen.getByLabelText('Number or figure')
  type(than, '3')
  fireEvent.keyDown(than, { key: 'Enter' })
  type(than, '35')
  await settled('rsi:14<3')
  expect(than).toHaveValue('35')
})

test('a new condition gets the focus, and keeps it when it is taken over', async () => {
  show('rsi:14<30')
  fireEvent.click(screen.getByRole('button', { name: 'Condition' }))
  const [, figure] = figures()
  expect(document.activeElement).toBe(figure)
  type(figure!, 'price')
  const than = screen.getAllByLabelText('Number or figure')[1]!
  than.focus()
  type(than, '5')
  fireEvent.keyDown(than, { key: 'Enter' })
  await settled('rsi:14<30,price>5')
  expect(document.activeElement).toBe(than)
  expect(figures()).toHaveLength(2)
})

test('a condition that is removed leaves the others as they are, with the focus among them', async () => {
  show('rsi:14<30,price>5')
  const [, second] = figures()
  const [remove] = screen.getAllByRole('button', { name: 'Remove the condition' })
  remove!.focus()
  fireEvent.click(remove!)
  await settled('price>5')
  expect(figures()).toEqual([second])
  expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Conditions' }))
})

test('conditions from elsewhere, as of a saved screen, replace what is typed', async () => {
  show('rsi:14<30')
  type(figures()[0]!, 'half')
  open('price>5')
  await settled('price>5')
  expect(figures().map(({ value }) => value)).toEqual(['price'])
})
