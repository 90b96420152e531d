/** What is unusual, in a few words. Pure. */
import type { Anomalies, Anomaly } from '@/api/anomalies'
import type { Cell } from '@/lib/csv'
import { formatChange, formatCompact, MINUS, roundText } from '@/lib/format'
import { formatSpan } from '@/lib/time'
import { venueName } from '@/lib/venues'
import { STEP_MS, STEP_WORDS } from '../search'

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

/** What a candle is judged by. */
export const baseline = ({ interval, period }: Pick<Anomalies, 'interval' | 'period'>): string =>
  `against ${formatSpan(STEP_MS[interval] * period)}`

/** Why nothing is listed: nothing was far from what is usual, or nothing could be judged. */
export function nothingText(data: Pick<Anomalies, 'coins' | 'not_enough'>): string {
  const looked = data.coins - data.not_enough.length
  return looked > 0
    ? `${looked} coins were looked at, none was far from what is usual for it.`
    : 'The coins do not have enough candles yet to say what is usual.'
}

export const ANOMALY_HEAD = [
  ...['coin_id', 'instrument_id', 'open_time', 'interval', 'kind', 'observed', 'expected', 'unit', 'z', 'n'],
  ...['severity', 'status', 'why', 'as_of'],
]

/** For an export: as the service says them. */
export const anomalyRows = ({ items, as_of: asOf }: Pick<Anomalies, 'items' | 'as_of'>): Cell[][] =>
  items.map((one) => [
    ...[one.coin_id, one.instrument_id, one.open_time, one.interval, one.kind, one.observed, one.expected, one.unit],
    ...[one.z, one.n, one.severity, one.status, one.why, asOf],
  ])
