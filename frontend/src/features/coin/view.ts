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

const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

export function formatView(view: View | null): { from: string | undefined; to: string | undefined } {
  return view ? { from: seconds(view.from), to: seconds(view.to) } : { from: undefined, to: undefined }
}

export const sameView = (a: View | null, b: View | null): boolean =>
  formatView(a).from === formatView(b).from && formatView(a).to === formatView(b).to

const MOST = 1000
/** Twice the range, so that the reader can scroll back. */
const SPARE = 2
/** Series of the past end on a coarse grid, so that small movements do not cause a new request. */
const STEPS_OF_END = 250

export interface CandleWindow {
  limit: number
  end?: string
}

/** How many of the newest candles reach back to the view; if 1 000 are not enough, a series of the past around it. */
export function candlesFor(view: View | null, count: number, stepMs: number, now: number): CandleWindow {
  const usual = Math.min(MOST, count * SPARE)
  if (!view) return { limit: usual }
  const needed = (now - view.from) / stepMs + (view.to - view.from) / stepMs
  let limit = usual
  while (limit < needed && limit < MOST) limit = Math.min(MOST, limit * 2)
  const grid = STEPS_OF_END * stepMs
  const end = Math.ceil((view.to + stepMs) / grid) * grid
  return limit >= needed || end >= now ? { limit } : { limit: MOST, end: seconds(end) }
}
