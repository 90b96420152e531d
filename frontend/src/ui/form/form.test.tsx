import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { deferred } from '@/testing/deferred'
import { Field } from './Field'
import { Form } from './Form'
import { useDraftForm } from './useDraftForm'
import { useSubmit } from './useSubmit'

afterEach(cleanup)

const RULES = { required: 'E-mail is missing.' }

function Example({ send = () => Promise.resolve() }: { send?: () => Promise<void> }) {
  const { form } = useDraftForm({ draft: 'example', defaults: { email: '' } })
  const submit = useSubmit(form, send)
  return (
    <>
      <Form form={form} submit={submit} label="Example" actions={<button type="submit">Send</button>}>
        <Field name="email" label="E-mail" help="Yours" rules={RULES} />
      </Form>
      <a href="#elsewhere">Create an account</a>
    </>
  )
}

const field = () => screen.getByLabelText('E-mail')
const error = () => screen.queryByText('E-mail is missing.')

test('an error waits until the press that left the field has become a click', async () => {
  render(<Example />)
  const link = screen.getByRole('link')
  act(() => field().focus())
  fireEvent.pointerDown(link, { button: 0 })
  fireEvent.mouseDown(link, { button: 0 })
  act(() => field().blur())
  await act(() => Promise.resolve())
  expect(error()).toBeNull()

  const clicked = vi.fn()
  link.addEventListener('click', clicked)
  fireEvent.pointerUp(link)
  fireEvent.mouseUp(link)
  fireEvent.click(link)
  expect(error()).toBeNull()
  await vi.waitFor(() => expect(error()).toBeVisible())
  expect(clicked).toHaveBeenCalledOnce()
})

test('left by the keyboard, a field shows its error at once', async () => {
  render(<Example />)
  act(() => field().focus())
  act(() => field().blur())
  await vi.waitFor(() => expect(error()).toBeVisible())
})

test('a press that was never released delays no error for ever', async () => {
  render(<Example />)
  act(() => field().focus())
  fireEvent.pointerDown(screen.getByRole('link'), { button: 0 })
  fireEvent.keyDown(field(), { key: 'Tab' })
  act(() => field().blur())
  await vi.waitFor(() => expect(error()).toBeVisible())
})

test('an error takes the place of the help, which describes the field no longer', async () => {
  render(<Example />)
  expect(field()).toHaveAccessibleDescription('Yours')
  act(() => field().focus())
  act(() => field().blur())
  await vi.waitFor(() => expect(field()).toHaveAccessibleDescription('E-mail is missing.'))
  expect(screen.getByText('Yours')).toHaveClass('invisible')
})

test('a form that is submitted twice is sent once', async () => {
  const answer = deferred()
  const send = vi.fn(() => answer.promise)
  render(<Example send={send} />)
  fireEvent.change(field(), { target: { value: 'a@example.org' } })
  fireEvent.click(screen.getByText('Send'))
  fireEvent.click(screen.getByText('Send'))
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce())
  await act(() => {
    answer.resolve()
    return answer.promise
  })
  expect(send).toHaveBeenCalledOnce()
})
