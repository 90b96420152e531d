/** Amounts in the portfolio's base currency as text, rounded as text. Pure. */
import type { Holding } from '@/api/portfolio'
import { formatPrice, MINUS, roundText, type ChangeText } from '@/lib/format'

const CENTS = 2
const SIGNS = new Map([
  ['USD', '$'],
  ['EUR', '€'],
  ['GBP', '£'],
])

/** `$72,854.76`; in a coin with its symbol behind: `0.25 BTC`. */
export function formatMoney(value: string, currency: string): string {
  const sign = SIGNS.get(currency)
  if (sign === undefined) return `${formatPrice(value)} ${currency}`
  const text = formatPrice(value, CENTS)
  return text.startsWith(MINUS) ? `${MINUS}${sign}${text.slice(1)}` : `${sign}${text}`
}

/** `+$3,768.31`, with its direction; a true zero has neither sign nor direction. */
export function formatGain(value: string, currency: string): ChangeText {
  const rounded = Number(SIGNS.has(currency) ? roundText(value, CENTS) : value)
  const text = formatMoney(value, currency)
  if (rounded === 0) return { text, direction: 'flat' }
  return rounded > 0 ? { text: `+${text}`, direction: 'up' } : { text, direction: 'down' }
}

/** A quantity as it is, with separators: not rounded. */
export function formatQuantity(value: string): string {
  const [, fraction = ''] = value.split('.')
  return formatPrice(value, fraction.length)
}

/** `part` in per cent of `whole`; null where that means nothing. */
export function percentOf(part: string | null, whole: string | null): string | null {
  if (part === null || whole === null || Number(whole) === 0) return null
  return ((Number(part) / Number(whole)) * 100).toFixed(4)
}

/** By how much a price changed in a day, in per cent: what a holding's value changed by, whatever its quantity. */
export function changePercentOf({
  value,
  value_change_24h: change,
}: Pick<Holding, 'value' | 'value_change_24h'>): string | null {
  return value === null || change === null ? null : percentOf(change, (Number(value) - Number(change)).toString())
}

/** The exact product of two decimal texts. */
export function times(a: string, b: string): string {
  const [x, y] = [a, b].map((text) => text.split('.'))
  const places = (x?.[1] ?? '').length + (y?.[1] ?? '').length
  const digits = (BigInt(a.replace('.', '')) * BigInt(b.replace('.', ''))).toString().padStart(places + 1, '0')
  const cut = digits.length - places
  const fraction = digits.slice(cut).replace(/0+$/, '')
  return fraction ? `${digits.slice(0, cut)}.${fraction}` : digits.slice(0, cut)
}
