/** What a chart of lines hands to the library: points, their format, the reach of the scale. */
import type { AutoscaleInfo, LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import { at } from '@/ui/plot/timeAxis'
import type { Content, LinePoint } from './lines'

export interface Cursor {
  index: number
  /** Moved by a key: its values are read out. */
  byKey: boolean
}

export const CLEAR = 'rgba(0, 0, 0, 0)'

type Point = LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>

/** The library draws a line across points without a value: the last one before them gets a clear piece. Pure. */
export function drawnPoints(points: readonly LinePoint[]): Point[] {
  return points.map(({ time, value }, index) => {
    if (value === null) return { time: at(time) }
    const next = points[index + 1]
    return next && next.value === null ? { time: at(time), value, color: CLEAR } : { time: at(time), value }
  })
}

export const formatOf = (formatter: Content['format']) =>
  ({ priceFormat: { type: 'custom', formatter, minMove: 0.0001 } }) as const

/** What the scale shows besides the lines: the band, and the ends that are always in view. Pure. */
export function rangeOf(reach: Content['reach'], band: Content['band']): AutoscaleInfo | null {
  const ends = [...(reach ?? []), ...band.flatMap(({ low, high }) => [low, high]).filter((end) => end !== null)]
  return ends.length === 0 ? null : { priceRange: { minValue: Math.min(...ends), maxValue: Math.max(...ends) } }
}

/** Reads a token of the design, as it is in a box. */
export const tokenOf =
  (box: HTMLElement) =>
  (name: string): string =>
    getComputedStyle(box).getPropertyValue(`--${name}`).trim()

/** Where the crosshair goes from an index, or from beyond the last one: by some steps, within the times. Pure. */
export function cursorAfter(cursor: number | null, by: number, count: number): number {
  const last = count - 1
  const from = cursor ?? (by < 0 ? count : last)
  return Math.min(last, Math.max(0, from + by))
}
