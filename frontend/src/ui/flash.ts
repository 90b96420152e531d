/** Tints a changed price for 400 ms; at most once a second per cell, 12 cells at a time, never with reduced motion. */
import { prefersReducedMotion } from '@/lib/useMedia'

const DURATION_MS = 400
const PER_CELL_MS = 1000
const AT_ONCE = 12

const last = new WeakMap<Element, number>()
let running = 0

export function flash(cell: HTMLElement, direction: 'up' | 'down'): void {
  const now = performance.now()
  const tooSoon = now - (last.get(cell) ?? -PER_CELL_MS) < PER_CELL_MS
  if (tooSoon || running >= AT_ONCE || document.hidden || prefersReducedMotion()) return
  last.set(cell, now)
  running += 1
  const tint = `color-mix(in srgb, var(--${direction}) 24%, transparent)`
  const frames = [
    { backgroundColor: tint, boxShadow: `0 0 0 3px ${tint}` },
    { backgroundColor: 'transparent', boxShadow: '0 0 0 3px transparent' },
  ]
  cell.animate(frames, { duration: DURATION_MS, easing: 'ease-in' }).finished.then(done, done)
}

function done(): void {
  running -= 1
}
