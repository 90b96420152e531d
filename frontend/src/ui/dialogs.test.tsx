import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { deferred } from '@/testing/deferred'
import { ConfirmDialog } from './ConfirmDialog'
import { Dialog } from './Dialog'

afterEach(cleanup)

const GUARD = { question: 'Have you stored it?', leave: 'Close without it' }

function open() {
  const onOpenChange = vi.fn()
  render(
    <Dialog open onOpenChange={onOpenChange} title="Your new key" guard={GUARD}>
      <code>secret</code>
    </Dialog>,
  )
  return onOpenChange
}

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })

test.each([
  ['Esc', () => press('Escape')],
  ['its button', () => fireEvent.click(screen.getByRole('button', { name: 'Close' }))],
])('a dialog that would lose something asks before %s closes it', (_, close) => {
  const onOpenChange = open()
  close()
  expect(screen.getByRole('alert')).toHaveTextContent('Have you stored it?')
  expect(screen.getByRole('button', { name: 'Keep it open' })).toHaveFocus()
  expect(onOpenChange).not.toHaveBeenCalled()
})

test('however often Esc is pressed, only the button loses anything', () => {
  const onOpenChange = open()
  for (let times = 0; times < 5; times++) press('Escape')
  expect(onOpenChange).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Close without it' }))
  expect(onOpenChange).toHaveBeenCalledWith(false)
})

test('what was confirmed twice is done once', async () => {
  const answer = deferred()
  const [onConfirm, onClose] = [vi.fn(() => answer.promise), vi.fn()]
  render(
    <ConfirmDialog title="Revoke?" verb="Revoke" onConfirm={onConfirm} onClose={onClose}>
      At once.
    </ConfirmDialog>,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Revoke' }))
  fireEvent.click(screen.getByRole('button', { name: 'Revoke' }))
  answer.resolve()
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(onConfirm).toHaveBeenCalledOnce()
})
