import { expect, test, vi } from 'vitest'
import { edit } from './edit'
import * as toast from './Toast'

test('changes are sent and said in their order, and what is shown is read again once', async () => {
  const said = vi.spyOn(toast, 'showToast').mockReturnValue()
  const refresh = vi.fn(() => Promise.resolve())
  let answer = (): void => undefined
  const slow = new Promise<void>((resolve) => (answer = resolve))
  const quick = vi.fn(() => Promise.resolve())

  const first = edit({ work: () => slow, text: 'Armed', refresh })
  const second = edit({ work: quick, text: 'Deleted', refresh })
  await Promise.resolve()
  expect(quick).not.toHaveBeenCalled()
  answer()
  await Promise.all([first, second])

  expect(said.mock.calls.map(([text]) => text)).toEqual(['Armed', 'Deleted'])
  expect(refresh).toHaveBeenCalledOnce()
})

test('a change that fails is said, and the next one goes on', async () => {
  const said = vi.spyOn(toast, 'showToast').mockReturnValue()
  said.mockClear()
  const refresh = () => Promise.resolve()

  await edit({ work: () => Promise.reject(new Error('It is locked.')), text: 'Armed', refresh })
  await edit({ work: () => Promise.resolve(), text: 'Deleted', refresh })

  expect(said.mock.calls.map(([text]) => text)).toEqual(['It is locked. Nothing was changed.', 'Deleted'])
})
