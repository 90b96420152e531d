import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Dialog } from './Dialog'
import { copyLink, ToastArea } from './Toast'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('a dialog has a button that closes it, and the first field of its form has the focus', () => {
  const onOpenChange = vi.fn()
  render(
    <Dialog open onOpenChange={onOpenChange} title="Name the key">
      <input aria-label="Name" />
    </Dialog>,
  )
  expect(screen.getByLabelText('Name')).toHaveFocus()
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  expect(onOpenChange).toHaveBeenCalledWith(false)
})

test('a closed dialog returns the focus to what opened it', async () => {
  const page = (open: boolean) => (
    <>
      <button type="button">Details</button>
      <Dialog open={open} onOpenChange={() => undefined} title="Capture details">
        text
      </Dialog>
    </>
  )
  const { rerender } = render(page(false))
  screen.getByText('Details').focus()
  rerender(page(true))
  expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus()
  rerender(page(false))
  await vi.waitFor(() => expect(screen.getByText('Details')).toHaveFocus())
})

test.each([
  ['Link copied', () => Promise.resolve()],
  ['The link was not copied: the browser does not allow it', () => Promise.reject(new Error('denied'))],
])('copying the link says: %s', async (text, writeText) => {
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  render(<ToastArea />)
  await act(copyLink)
  expect(screen.getByRole('status')).toHaveTextContent(text)
})
