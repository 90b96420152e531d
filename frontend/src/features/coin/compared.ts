/** Other coins that are compared with the one of the page: their form in the URL. Pure. */
import type { IndicatorColour } from './indicators/shown'
import type { Slot, Span } from './chart/grid'

export const MOST_COMPARED = 5

export interface ComparedCoin {
  coinId: string
  name: string
  symbol: string
  /** Whose prices the line is made of, in words. */
  source: string
  colour: IndicatorColour
  slots: readonly Slot[]
  spans: readonly Span[]
}

const SLUG = /^[\p{L}\p{N}-]{1,64}$/u

/** `ethereum,cardano`: at most five, each once; and the parts that are none. */
export function parseCompared(vs: string | undefined): { ids: string[]; unknown: string[] } {
  const parts = [...new Set((vs ?? '').split(',').filter((part) => part !== ''))]
  const slugs = parts.filter((part) => SLUG.test(part))
  return {
    ids: slugs.slice(0, MOST_COMPARED),
    unknown: [...parts.filter((part) => !SLUG.test(part)), ...slugs.slice(MOST_COMPARED)],
  }
}

export const formatCompared = (ids: readonly string[]): string | undefined => ids.join(',') || undefined

/** How far a price is from the first one in view, in per cent. */
export function changeSince(slots: readonly Slot[], from: number, to: number): string | null {
  const known = slots.filter(({ time, candle }) => candle !== null && time >= from && time <= to)
  const [first, last] = [known[0]?.candle, known.at(-1)?.candle]
  return first && last ? ((Number(last.close) / Number(first.close) - 1) * 100).toFixed(6) : null
}
