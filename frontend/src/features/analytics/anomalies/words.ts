/** What is unusual, in a few words. Pure. */
import type { Anomaly } from '@/api/analytics'
import { formatChange, formatCompact, MINUS, roundText } from '@/lib/format'
import { venueName } from '@/lib/venues'
import { STEP_WORDS } from '../search'

export const KINDS: Record<Anomaly['kind'], string> = {
  price: 'Price',
  volume: 'Volume',
  venue_divergence: 'Exchange off the others',
}

/** `+4.6`, `−3.4`. */
export function formatZ(z: string): string {
  const text = roundText(z, 1)
  return `${Number(text) > 0 ? '+' : ''}${text.replace('-', MINUS)}`
}

/** `+3.90%`, `$4.1 M`, `+56.1 bp`. */
export function formatAmount(value: string, unit: string): string {
  if (unit === 'percent') return formatChange(value).text
  if (unit === 'usd') return `$${formatCompact(value)}`
  if (unit === 'bp') return `${formatZ(value)} bp`
  return `${value} ${unit}`
}

/** `Volume 4.1 × usual`, `Price +3.90% in 1 h`, `Kraken +56.1 bp off the others`. */
export function headline({ kind, unit, observed, expected, interval, venue }: Anomaly): string {
  if (kind === 'price') return `Price ${formatAmount(observed, unit)} in ${STEP_WORDS[interval]}`
  if (kind === 'venue_divergence') return `${venueName(venue)} ${formatAmount(observed, unit)} off the others`
  const usual = Number(expected)
  const times = usual > 0 ? Number(observed) / usual : null
  return times === null
    ? `Volume ${formatAmount(observed, unit)}, usually none`
    : `Volume ${times >= 100 ? Math.round(times) : times.toFixed(1)} × usual`
}
