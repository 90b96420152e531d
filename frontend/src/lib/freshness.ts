/** How much a figure can be trusted by its age. Pure. */

/** `quiet`: old because nothing was traded, on a connection that delivers; the price still holds. */
export type Freshness = 'live' | 'ageing' | 'quiet' | 'stale' | 'unknown'

const AGEING_AFTER_MS = 5_000
export const STALE_AFTER_MS = 15_000

export interface Aged {
  /** When the newest trade or quote was received, ms. */
  asOf: number | null
  stale: boolean
  quiet: boolean
}

export function freshness({ asOf, stale, quiet }: Aged, now: number): Freshness {
  if (asOf === null) return 'unknown'
  if (stale) return 'stale'
  const age = now - asOf
  if (age > STALE_AFTER_MS) return quiet ? 'quiet' : 'stale'
  return age > AGEING_AFTER_MS ? 'ageing' : 'live'
}
