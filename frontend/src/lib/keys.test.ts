import { fireEvent, renderHook } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { keysPressed, useShortcuts } from './keys'

const run = { m: vi.fn(), s: vi.fn(), 'g s': vi.fn() }
let time = 0

/** A key, so long after the one before. */
function press(key: string, afterMs: number, target: Element = document.body): void {
  time += afterMs
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  Object.defineProperty(event, 'timeStamp', { value: time })
  fireEvent(target, event)
}

beforeEach(() => {
  vi.clearAllMocks()
  press('Escape', 10_000)
})

test('a sequence is one thing, and its second key alone another', () => {
  renderHook(() => useShortcuts(run))
  press('s', 100)
  expect([run.s.mock.calls.length, run['g s'].mock.calls.length]).toEqual([1, 0])
  press('g', 100)
  press('s', 100)
  expect([run.s.mock.calls.length, run['g s'].mock.calls.length]).toEqual([1, 1])
})

test('after a second the leader is forgotten', () => {
  renderHook(() => useShortcuts(run))
  press('g', 100)
  press('s', 1500)
  expect([run.s.mock.calls.length, run['g s'].mock.calls.length]).toEqual([1, 0])
})

test('what is typed into a field leads nothing', () => {
  renderHook(() => useShortcuts(run))
  const field = document.body.appendChild(document.createElement('input'))
  press('g', 100, field)
  field.remove()
  press('s', 100)
  expect([run.s.mock.calls.length, run['g s'].mock.calls.length]).toEqual([1, 0])
})

test('a sequence that nobody has is no single key', () => {
  renderHook(() => useShortcuts(run))
  press('g', 100)
  press('m', 100)
  expect(keysPressed()).toBe('g m')
  expect(run.m).not.toHaveBeenCalled()
})
