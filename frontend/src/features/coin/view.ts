/** The period that the chart shows: its form in the URL, and the candles that it needs. Pure. */

export interface View {
  /** Edges of the plot, ms. */
  from: number
  to: number
}

interface ViewText {
  from?: string | undefined
  to?: string | undefined
}

export function parseView({ from, to }: ViewText): View | null {
  const view = { from: Date.parse(from ?? ''), to: Date.parse(to ?? '') }
  return view.from < view.to ? view : null
}

export const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

export function formatView(view: View | null): { from: string | undefined; to: string | undefined } {
  return view ? { from: seconds(view.from), to: seconds(view.to) } : { from: undefined, to: undefined }
}

export const sameView = (a: View | null, b: View | null): boolean =>
  formatView(a).from === formatView(b).from && formatView(a).to === formatView(b).to

/** Twice the range, so that the reader can scroll back, while that is one answer. */
const SPARE = 2
const ONE_ANSWER = 1000
/** A series that goes on until now has at most this many candles; further back it is one of the past. */
const MOST = 3000
/** Windows begin and end on a coarse grid, so that passing time and small movements cause no new request. */
const STEPS = 50

/** Open times, `[start, end)`; without an end the series goes on. */
export interface CandleWindow {
  start: string
  end?: string
}

/** The candles of the newest `count` intervals, or those that a view needs. */
export function candlesFor(view: View | null, count: number, stepMs: number, now: number): CandleWindow {
  const grid = STEPS * stepMs
  const floor = (ms: number): number => Math.floor(ms / grid) * grid
  const usual = floor(now) - Math.max(count + STEPS, Math.min(ONE_ANSWER, count * SPARE)) * stepMs
  if (!view || view.from >= usual) return { start: seconds(usual) }
  const start = floor(view.from - (view.to - view.from))
  const end = Math.ceil((view.to + stepMs) / grid) * grid
  if (end < now && now - start > MOST * stepMs) {
    return { start: seconds(Math.max(start, end - MOST * stepMs)), end: seconds(end) }
  }
  return { start: seconds(Math.max(start, floor(now) - MOST * stepMs)) }
}
