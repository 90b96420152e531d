/**
 * The element in which menus and dialogs are drawn. While an element is in full screen the browser shows nothing
 * outside it, so they are drawn inside it; else in the body.
 */
import { useSyncExternalStore } from 'react'

function overlayRoot(): Element {
  const full = document.fullscreenElement
  return !full || full === document.documentElement ? document.body : full
}

function subscribe(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed)
  return () => document.removeEventListener('fullscreenchange', changed)
}

export function useOverlayRoot(): Element {
  return useSyncExternalStore(subscribe, overlayRoot)
}
