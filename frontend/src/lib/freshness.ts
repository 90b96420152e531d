/** How much a figure can be trusted by its age. Pure. */

export type Freshness = 'live' | 'ageing' | 'stale' | 'unknown'

const AGEING_AFTER_MS = 5_000
export const STALE_AFTER_MS = 15_000

export function freshness(asOf: number | null, stale: boolean, now: number): Freshness {
  if (asOf === null) return 'unknown'
  const age = now - asOf
  if (stale || age > STALE_AFTER_MS) return 'stale'
  return age > AGEING_AFTER_MS ? 'ageing' : 'live'
}
