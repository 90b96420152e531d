/** Keyboard shortcuts. Ignored in inputs and when switched off in the preferences; `g m` is two keys within a second. */
import { useEffect, useRef } from 'react'
import { usePreferences } from './preferences'

export type Shortcuts = Record<string, () => void>

const LEADER = 'g'
const SEQUENCE_MS = 1000

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

let leaderAt = -Infinity
let pressed = ''

/** Before any listener of the page: with the leader before it, a key means something else to all of them. */
function note(event: KeyboardEvent): void {
  const follows = event.timeStamp - leaderAt < SEQUENCE_MS
  pressed = follows ? `${LEADER} ${event.key}` : event.key
  const leads = !follows && event.key === LEADER && !isTyping(event.target)
  leaderAt = leads ? event.timeStamp : -Infinity
}

window.addEventListener('keydown', note, true)

/** The key of the event under way, or the sequence that it ends: `s`, `g s`. */
export const keysPressed = (): string => pressed

function isIgnored(event: KeyboardEvent): boolean {
  const modified = event.ctrlKey || event.metaKey || event.altKey
  return modified || event.defaultPrevented || isTyping(event.target) || !usePreferences.getState().single_keys
}

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isIgnored(event) || document.querySelector('[role="dialog"]')) return
      const run = latest.current[keysPressed()]
      if (!run) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
