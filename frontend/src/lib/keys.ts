/** Keyboard shortcuts. Ignored in inputs and when switched off in the preferences; `g m` is two keys within a second. */
import { useEffect, useRef } from 'react'
import { usePreferences } from './preferences'

export type Shortcuts = Record<string, () => void>

const SEQUENCE_MS = 1000

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

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
    let leader: { key: string; at: number } | null = null
    const onKey = (event: KeyboardEvent): void => {
      if (isIgnored(event) || document.querySelector('[role="dialog"]')) return
      const sequence = leader && event.timeStamp - leader.at < SEQUENCE_MS ? `${leader.key} ${event.key}` : event.key
      leader = { key: event.key, at: event.timeStamp }
      const run = latest.current[sequence] ?? latest.current[event.key]
      if (!run) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
