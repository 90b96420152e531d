/** The indicators over the chart: those that its menu offers, and their form in the URL. Pure. */

export const KINDS = ['sma', 'ema', 'vol'] as const

export interface Overlay {
  kind: (typeof KINDS)[number]
  /** How many candles are used. */
  period: number
}

export const CHOICES: Overlay[] = [
  { kind: 'sma', period: 20 },
  { kind: 'sma', period: 50 },
  { kind: 'sma', period: 200 },
  { kind: 'ema', period: 20 },
  { kind: 'ema', period: 50 },
  { kind: 'ema', period: 200 },
  { kind: 'vol', period: 24 },
]

export const KIND_NAMES: Record<Overlay['kind'], string> = { sma: 'SMA', ema: 'EMA', vol: 'Volatility' }

export const overlayName = ({ kind, period }: Overlay): string => `${KIND_NAMES[kind]} ${period}`

/** For the price axis, which has room for ten letters. */
export const overlayLabel = ({ kind, period }: Overlay): string =>
  `${kind === 'vol' ? 'Vol.' : KIND_NAMES[kind]} ${period}`

export const sameOverlay = (a: Overlay, b: Overlay): boolean => a.kind === b.kind && a.period === b.period

export function toggleOverlay(overlays: Overlay[], one: Overlay): Overlay[] {
  return overlays.some((other) => sameOverlay(other, one))
    ? overlays.filter((other) => !sameOverlay(other, one))
    : [...overlays, one]
}

export const SHORTEST = 2
export const LONGEST = 1000
export const MOST_OVERLAYS = 4

export const isPeriod = (period: number): boolean => Number.isInteger(period) && period >= SHORTEST && period <= LONGEST

const DEFAULT_OVERLAYS = 'sma:20,ema:50'
const NO_OVERLAYS = 'none'

function overlayOf(part: string): Overlay | null {
  const [kind, period, ...rest] = part.split(':')
  const known = KINDS.find((one) => one === kind)
  return known && rest.length === 0 && isPeriod(Number(period)) ? { kind: known, period: Number(period) } : null
}

interface ParsedOverlays {
  overlays: Overlay[]
  /** The parts that name no indicator, or one too many. */
  unknown: string[]
}

/** `sma:20,ema:50,vol:24`; at most four, each once; `none` for none. */
export function parseOverlays(ind: string | undefined): ParsedOverlays {
  const overlays: Overlay[] = []
  const unknown: string[] = []
  for (const part of ind === NO_OVERLAYS ? [] : (ind ?? DEFAULT_OVERLAYS).split(',')) {
    const overlay = overlayOf(part)
    if (!overlay || overlays.length === MOST_OVERLAYS) unknown.push(part)
    else if (!overlays.some((one) => sameOverlay(one, overlay))) overlays.push(overlay)
  }
  return { overlays, unknown }
}

export function formatOverlays(overlays: readonly Overlay[]): string | undefined {
  const text = overlays.map(({ kind, period }) => `${kind}:${period}`).join(',') || NO_OVERLAYS
  return text === DEFAULT_OVERLAYS ? undefined : text
}
