/** The chosen indicators with their values, ready to be drawn and to be written in the legend. Pure. */
import type { IndicatorRow } from '@/api/indicators'
import { UNKNOWN } from '@/lib/format'
import { COLOUR_COUNT, specOf, type ChosenIndicator } from './chosen'
import { axisNameOf, lookOf, nameOf, valueText, type Look, type Registry } from './looks'
import { ownPanes, paneOf } from './panes'
import { neededCandles } from './registry'

export const COLOURS = ['ov1', 'ov2', 'ov3', 'ov4', 'ov5'] as const
export type IndicatorColour = (typeof COLOURS)[number]

export interface IndicatorPoint {
  values: Readonly<Record<string, string | null>>
  warm: boolean
  /** How many candles it was computed from. */
  n: number
  status: string
  reason: string | null
}

export interface ShownIndicator {
  /** As the service names it, `bb:20:2`: its key. */
  spec: string
  name: string
  /** Its name on the price axis. */
  axis: string
  look: Look
  /** The index of its pane. */
  pane: number
  colour: IndicatorColour
  /** Its second round of colours is dashed. */
  dashed: boolean
  outputs: readonly string[]
  /** How many candles it needs. */
  needs: number | null
  /** By open time, ms. */
  points: ReadonlyMap<number, IndicatorPoint>
}

export function pointsOf(spec: string, rows: readonly IndicatorRow[]): ReadonlyMap<number, IndicatorPoint> {
  return new Map(
    rows.flatMap((row): [number, IndicatorPoint][] => {
      const values = row.values[spec]
      if (!values) return []
      const point = {
        values,
        warm: row.warm[spec] ?? false,
        n: row.n[spec] ?? 0,
        status: row.status,
        reason: row.reasons[spec] ?? null,
      }
      return [[Date.parse(row.open_time), point]]
    }),
  )
}

/** The colour of a place in the list, 1 to 5. */
export const placeColour = (index: number): number => (index % COLOUR_COUNT) + 1

const colourOf = ({ colour }: ChosenIndicator, index: number): IndicatorColour =>
  COLOURS[(colour ?? placeColour(index)) - 1] ?? 'ov1'

const ONE_OUTPUT = ['value']

export function shownIndicators(
  chosen: readonly ChosenIndicator[],
  registry: Registry,
  rows: readonly IndicatorRow[],
): ShownIndicator[] {
  const own = ownPanes(chosen, registry)
  return chosen.map((one, index) => {
    const spec = specOf(one)
    const look = lookOf(one.name, registry)
    const kind = registry.find(({ name }) => name === one.name)
    return {
      ...{ spec, look },
      name: nameOf(one.name, one.params, look),
      axis: axisNameOf(one.name, one.params, look),
      pane: paneOf(look, own),
      colour: colourOf(one, index),
      dashed: one.colour === undefined && index >= COLOUR_COUNT,
      outputs: kind?.outputs ?? ONE_OUTPUT,
      needs: kind ? neededCandles(kind, one.params) : null,
      points: pointsOf(spec, rows),
    }
  })
}

export interface ShownValue {
  text: string
  /** On hover: from how many candles, whether it is warm, and how complete they were. */
  title: string
}

const NO_VALUE: ShownValue = { text: UNKNOWN, title: 'only for closed candles' }

function titleOf({ n, warm, status, reason }: IndicatorPoint, needs: number | null): string {
  const count = needs === null ? `n = ${n}` : `n = ${n} of ${needs}`
  return [count, warm ? 'warm' : 'warming up', status, reason].filter(Boolean).join(', ')
}

/** A band is written by its edges, the lower one first. */
function joined(outputs: readonly string[], written: readonly (string | null)[]): string {
  const of = (output: string): string => written[outputs.indexOf(output)] ?? UNKNOWN
  if (outputs.includes('upper') && outputs.includes('lower')) return `${of('lower')} – ${of('upper')}`
  return written.map((value) => value ?? UNKNOWN).join(' · ')
}

/** The value at a candle; of several outputs each, in the registry's order. */
export function shownValue(one: ShownIndicator, time: number | undefined, decimals: number | undefined): ShownValue {
  const point = time === undefined ? undefined : one.points.get(time)
  if (!point) return NO_VALUE
  const title = titleOf(point, one.needs)
  const written = one.outputs.map((output) => {
    const value = point.values[output] ?? null
    return value === null ? null : valueText(value, one.look, decimals)
  })
  if (written.some((value) => value !== null)) return { text: joined(one.outputs, written), title }
  const of = one.needs === null ? '' : ` of ${one.needs}`
  if (!point.warm) return { text: `warming up ${point.n}${of}`, title }
  return { text: point.reason ?? 'unknown', title }
}
