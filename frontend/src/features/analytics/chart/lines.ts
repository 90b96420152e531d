/** Lines on one grid of times, with the holes that they have: what a chart draws, reads out and lists. Pure. */

export type Status = 'complete' | 'backfilled' | 'partial'

export interface LinePoint {
  /** ms */
  time: number
  value: number | null
  /** The value as the service said it, for exports. */
  text?: string | null
  status?: Status | null
}

/** The tokens that lines are drawn in; with `dashed` each of them once more. */
export const LINE_COLOURS = ['text', 'ov2', 'ov1', 'ov3', 'text-3'] as const
export type LineColour = (typeof LINE_COLOURS)[number]

export interface Line {
  id: string
  name: string
  colour: LineColour
  dashed: boolean
  points: readonly LinePoint[]
}

/** The look of the line at a place in the list: no two of the first ten are the same. */
export function lookOf(index: number): Pick<Line, 'colour' | 'dashed'> {
  const count = LINE_COLOURS.length
  // The grey one is dashed at once: beside the others it is the faintest.
  const colour = LINE_COLOURS[index % count] ?? 'text'
  return { colour, dashed: index >= count !== (colour === 'text-3') }
}

/** What lies between two values at each time, as the 95% interval of a line. */
export interface BandPoint {
  time: number
  low: number | null
  high: number | null
}

export interface Content {
  lines: readonly Line[]
  band: readonly BandPoint[]
  /** A thin line across the plot, as at 100 or 0. */
  level: number | null
  log: boolean
  /** Ends of the scale that are always in view. */
  reach: readonly [number, number] | null
  format: (value: number) => string
}

/** All times of the lines, in order: a time that a line does not have is a hole in it. */
export function timesOf(lines: readonly Line[]): number[] {
  return [...new Set(lines.flatMap(({ points }) => points.map(({ time }) => time)))].sort((a, b) => a - b)
}

/** All times from the first to the last in steps: what is not known between them is a hole, not the next point. */
export function everyStep(times: readonly number[], step: number): number[] {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return []
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step)
}

/** The points of a line at all times of the grid. */
export function onGrid(points: readonly LinePoint[], times: readonly number[]): LinePoint[] {
  const known = new Map(points.map((point) => [point.time, point]))
  return times.map((time) => known.get(time) ?? { time, value: null, status: null })
}

export interface Row {
  time: number
  values: (number | null)[]
  status: Status | null
}

const ORDER: readonly (Status | null | undefined)[] = ['complete', 'backfilled', 'partial']

/** The worst of what is known; null where nothing is. */
export function worst(statuses: readonly (Status | null | undefined)[]): Status | null {
  const ranks = statuses.map((status) => ORDER.indexOf(status)).filter((rank) => rank >= 0)
  return ranks.length === 0 ? null : (ORDER[Math.max(...ranks)] ?? null)
}

/** One row a time, with a value of each line. */
export function rowsOf(lines: readonly Line[]): Row[] {
  const times = timesOf(lines)
  const columns = lines.map(({ points }) => onGrid(points, times))
  return times.map((time, index) => {
    const cells = columns.map((column) => column[index])
    return {
      time,
      values: cells.map((cell) => cell?.value ?? null),
      status: worst(cells.map((cell) => (cell?.value == null ? null : cell.status))),
    }
  })
}

export interface Run {
  from: number
  to: number
  status: Status | null
}

/** Neighbours of one status, together; `null` is where nothing is known. */
export function runsOf(rows: readonly Pick<Row, 'values' | 'status'>[]): Run[] {
  const runs: Run[] = []
  rows.forEach((row, index) => {
    const status = row.values.every((value) => value === null) ? null : (row.status ?? 'complete')
    const last = runs.at(-1)
    if (last?.status === status) last.to = index
    else runs.push({ from: index, to: index, status })
  })
  return runs
}

/** The row under the crosshair, else the newest with a value. */
export function rowShown(rows: readonly Row[], cursor: number | null): Row | undefined {
  if (cursor !== null) return rows[cursor]
  return rows.findLast(({ values }) => values.some((value) => value !== null)) ?? rows.at(-1)
}

/** The newest value of a line. */
export const lastValue = ({ points }: Pick<Line, 'points'>): number | null =>
  points.findLast(({ value }) => value !== null)?.value ?? null

/** A description of the chart for screen readers. */
export function sentenceOf(lines: readonly Line[], format: (value: number) => string): string {
  const ends = lines.map((line) => {
    const value = lastValue(line)
    return `${line.name} ${value === null ? 'unknown' : format(value)}`
  })
  return `At the end: ${ends.join(', ')}. Left and right move, plus and minus zoom.`
}
