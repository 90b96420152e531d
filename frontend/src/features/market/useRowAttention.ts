/**
 * Whether somebody points at a row or has the focus in one: then the order is held. Read from the page itself, so that
 * a row that goes away under the pointer or with the focus holds nothing any longer. Heads hold nothing either.
 */
import { useSyncExternalStore } from 'react'

const ATTENDED = '.market [data-coin]:is(:hover, :focus-within)'
const EVENTS = ['pointerover', 'pointerout', 'focusin', 'focusout'] as const

function subscribe(changed: () => void): () => void {
  // A frame later the pointer or the focus is where the event said that it goes.
  const later = () => requestAnimationFrame(changed)
  for (const name of EVENTS) document.addEventListener(name, later)
  return () => {
    for (const name of EVENTS) document.removeEventListener(name, later)
  }
}

export function useRowAttention(): boolean {
  return useSyncExternalStore(subscribe, () => document.querySelector(ATTENDED) !== null)
}
