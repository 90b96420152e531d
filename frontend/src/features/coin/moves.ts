/** How old several figures are together. Pure. */
import type { Correlation } from '@/api/types'

type Facts = Pick<Correlation, 'as_of' | 'stale' | 'reason'>

/** As old as the oldest, and stale if one of them is, with its reason; null of none that has an age. */
export function oldest(figures: readonly Facts[]): Facts | null {
  const dated = figures.filter(({ as_of: asOf }) => asOf !== null)
  const [first] = dated.toSorted((a, b) => Date.parse(a.as_of ?? '') - Date.parse(b.as_of ?? ''))
  const stale = figures.find((one) => one.stale)
  return first ? { as_of: first.as_of, stale: stale !== undefined, reason: stale?.reason ?? null } : null
}
