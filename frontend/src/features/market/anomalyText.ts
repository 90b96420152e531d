/** An anomaly in a few words: `Volume $3.20 M, usually $1.10 M`. Pure. */
import type { Anomaly } from '@/api/anomalies'
import { formatBp, formatChange, formatCompact } from '@/lib/format'
import { venueName } from '@/lib/venues'

type Facts = Pick<Anomaly, 'kind' | 'observed' | 'expected' | 'venue' | 'why'>

/** An unknown kind, or a figure that is not known, in the service's own words. */
export function anomalyText({ kind, observed, expected, venue, why }: Facts): string {
  if (observed === null) return why
  if (kind === 'price') return `Price ${formatChange(observed).text} in 1 h`
  if (kind === 'venue_divergence') return `${venueName(venue)} ${formatBp(observed)} off the others`
  const usual = expected === null ? '' : `, usually $${formatCompact(expected)}`
  return `Volume $${formatCompact(observed)} in 1 h${usual}`
}
