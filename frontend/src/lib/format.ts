/** Numbers and times as text. Pure. Prices come as decimal text and are rounded as text, never through a float. */

import { withoutExponent } from './decimal'

export const MINUS = '−'
export const UNKNOWN = '—'

/** How many decimals a price of this size is shown with, where the instrument's tick is not known. */
export function decimalsFor(price: string): number {
  const size = Math.abs(Number(price))
  if (size >= 100) return 2
  if (size >= 10) return 3
  if (size >= 1) return 4
  if (size >= 0.01 || size === 0) return 5
  return Math.ceil(-Math.log10(size)) + 2
}

export function decimalsOfTick(tick: string): number {
  const [, fraction = ''] = tick.split('.')
  return fraction.replace(/0+$/, '').length
}

/** The decimals of a coin's prices: those of its tick, else by the size of `price`; undefined while neither is known. */
export function priceDecimals(tick: string | null | undefined, price: string | null | undefined): number | undefined {
  if (tick) return decimalsOfTick(tick)
  return price == null ? undefined : decimalsFor(price)
}

/** A coin's price with the decimals that it has wherever it is shown. */
export function formatCoinPrice(price: string, coin: { tick: string | null; price: string | null }): string {
  return formatPrice(price, priceDecimals(coin.tick, coin.price))
}

/** Round decimal text half up, away from zero, to `decimals` places. `1.49e-10`, as `String` writes a float, is taken too. */
export function roundText(text: string, decimals: number): string {
  const value = withoutExponent(text)
  const negative = value.startsWith('-')
  const [whole = '0', fraction = ''] = value.replace(/^[-+]/, '').split('.')
  const padded = fraction.padEnd(decimals + 1, '0')
  let digits = BigInt(whole + padded.slice(0, decimals))
  if (padded.charCodeAt(decimals) >= 53) digits += 1n
  const all = digits.toString().padStart(decimals + 1, '0')
  const cut = all.length - decimals
  const rounded = decimals > 0 ? `${all.slice(0, cut)}.${all.slice(cut)}` : all
  return negative && digits !== 0n ? `-${rounded}` : rounded
}

function group(value: string): string {
  const [whole = '', fraction] = value.replace('-', MINUS).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

export function formatPrice(value: string, decimals = decimalsFor(value)): string {
  return group(roundText(value, decimals))
}

export type Direction = 'up' | 'down' | 'flat'

export interface ChangeText {
  text: string
  direction: Direction
}

/** `+7.62%`, `−0.68%`; a true zero has neither sign nor direction. */
export function formatChange(percent: string, decimals = 2): ChangeText {
  const rounded = roundText(percent, decimals)
  if (Number(rounded) === 0) return { text: `${(0).toFixed(decimals)}%`, direction: 'flat' }
  if (rounded.startsWith('-')) return { text: `${group(rounded)}%`, direction: 'down' }
  return { text: `+${group(rounded)}%`, direction: 'up' }
}

export function formatPercent(percent: string, decimals = 1): string {
  return `${group(roundText(percent, decimals))}%`
}

export function formatBp(value: string): string {
  return `${group(roundText(value, 1))} bp`
}

const STEPS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
] as const

/** Three digits from a million up, `5.73 B`; below that whole, with separators. */
export function formatCompact(value: string): string {
  const size = Math.abs(Number(value))
  for (const [step, letter] of STEPS) {
    if (size >= step * 0.9995) {
      const scaled = size / step
      const decimals = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0
      return `${Number(value) < 0 ? MINUS : ''}${scaled.toFixed(decimals)} ${letter}`
    }
  }
  return group(roundText(value, size >= 1000 ? 0 : 2))
}

export function formatSize(value: string): string {
  const size = Math.abs(Number(value))
  return group(roundText(value, size >= 1000 ? 1 : size >= 1 ? 3 : 6))
}

export function formatCount(value: number): string {
  return group(String(value))
}
