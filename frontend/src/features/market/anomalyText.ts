/** An anomaly in a few words: `Volume $3.20 M in 1 h, usually $1.10 M`. Pure. */
import type { Anomaly } from '@/api/anomalies'
import { formatBp, formatChange, formatCompact } from '@/lib/format'
import { venueName } from '@/lib/venues'

type Facts = Pick<Anomaly, 'kind' | 'observed' | 'expected' | 'venue'>

export function anomalyText({ kind, observed, expected, venue }: Facts): string {
  if (kind === 'price') return `Price ${formatChange(observed).text} in 1 h`
  if (kind === 'venue_divergence') return `${venueName(venue)} ${formatBp(observed)} off the others`
  return `Volume $${formatCompact(observed)} in 1 h, usually $${formatCompact(expected)}`
}
