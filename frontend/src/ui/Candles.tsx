/** Two candles in a palette's own colours: up is hollow, down is filled. */
import type { Palette } from '@/lib/preferences'

export const PALETTE_NAMES: Record<Palette, string> = {
  'green-red': 'Green up, red down',
  'red-green': 'Red up, green down',
  'blue-orange': 'Blue up, orange down',
}

export function Candles({ palette }: { palette: Palette }) {
  return (
    <svg width="34" height="22" viewBox="0 0 34 22" aria-hidden="true" data-palette={palette} className="palette">
      <path className="u" d="M9 2v4M9 15v4" />
      <rect className="u" x="5" y="6" width="8" height="9" rx="1" />
      <path className="d" d="M25 3v4M25 16v4" />
      <rect className="d filled" x="21" y="7" width="8" height="9" rx="1" />
    </svg>
  )
}
