/** The indicators that the chart offers. Pure. */
import type { Overlay } from './search'

export const CHOICES: Overlay[] = [
  { kind: 'sma', period: 20 },
  { kind: 'sma', period: 50 },
  { kind: 'sma', period: 200 },
  { kind: 'ema', period: 20 },
  { kind: 'ema', period: 50 },
  { kind: 'ema', period: 200 },
  { kind: 'vol', period: 24 },
]

export function overlayName({ kind, period }: Overlay): string {
  return kind === 'vol' ? `Volatility ${period}` : `${kind.toUpperCase()} ${period}`
}

export const sameOverlay = (a: Overlay, b: Overlay): boolean => a.kind === b.kind && a.period === b.period

export function toggleOverlay(overlays: Overlay[], one: Overlay): Overlay[] {
  return overlays.some((other) => sameOverlay(other, one))
    ? overlays.filter((other) => !sameOverlay(other, one))
    : [...overlays, one]
}
