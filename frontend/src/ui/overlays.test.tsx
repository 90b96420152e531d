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

test.each([
  ['Link copied', () => Promise.resolve()],
  ['The link was not copied: the browser does not allow it', () => Promise.reject(new Error('denied'))],
])('copying the link says: %s', async (text, writeText) => {
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  render(<ToastArea />)
  await act(copyLink)
  expect(screen.getByRole('status')).toHaveTextContent(text)
})
