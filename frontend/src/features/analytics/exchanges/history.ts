/** The spread of two exchanges by the minute as lines: gross, and net of the fees of that time. Pure. */
import type { SpreadMinute } from '@/api/exchanges'
import { MINUS } from '@/lib/format'
import { lookOf, type Content, type Line } from '../chart/lines'

const MINUTE = 60_000
/** Of a minute so much must be known for it to count as complete. */
const WHOLE_SECONDS = 59

const bpText = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(1).replace('-', MINUS)}`

/** On a full grid of minutes from the first to the last that is known: a minute that is absent is a hole. */
export function minutesOf(newestFirst: readonly SpreadMinute[]): (SpreadMinute | number)[] {
  const known = new Map(newestFirst.map((one) => [Date.parse(one.time), one]))
  const times = [...known.keys()]
  if (times.length === 0) return []
  const [first, last] = [Math.min(...times), Math.max(...times)]
  return Array.from({ length: (last - first) / MINUTE + 1 }, (_, index) => {
    const time = first + index * MINUTE
    return known.get(time) ?? time
  })
}

function lineOf(minutes: readonly (SpreadMinute | number)[], field: 'gross_mean_bp' | 'net_mean_bp'): Line['points'] {
  return minutes.map((one) => {
    if (typeof one === 'number') return { time: one, value: null, text: null, status: null }
    const status = Number(one.known_seconds) >= WHOLE_SECONDS ? ('complete' as const) : ('partial' as const)
    return { time: Date.parse(one.time), value: Number(one[field]), text: one[field], status }
  })
}

export function contentOf(newestFirst: readonly SpreadMinute[]): Content {
  const minutes = minutesOf(newestFirst)
  const lines: Line[] = [
    { id: 'gross', name: 'Gross', ...lookOf(4), points: lineOf(minutes, 'gross_mean_bp') },
    { id: 'net', name: 'Net', ...lookOf(1), points: lineOf(minutes, 'net_mean_bp') },
  ]
  return { lines, band: [], level: 0, log: false, reach: null, format: bpText }
}

/** How much of the time the net was above zero, in per cent of the minutes that are known; null without any. */
export function profitableShare(minutes: readonly SpreadMinute[]): number | null {
  if (minutes.length === 0) return null
  return (100 * minutes.filter(({ net_max_bp: net }) => Number(net) > 0).length) / minutes.length
}
