/** The values, the points and the path of a spark line. Pure. */

export interface Point {
  x: number
  y: number
}

export interface SparkScale {
  points: (Point | null)[]
  first: Point
  last: Point
}

/**
 * The line of a change: from the price that the change counts from, over the hourly closes, to the price of now. So the
 * line ends above its start exactly when the change is a rise. Without a change its start is unknown.
 */
export function sparkValues(
  closes: readonly (string | null)[],
  price: string | null,
  changePercent: string | null,
): (number | null)[] {
  const between = closes.map((close) => (close === null ? null : Number(close)))
  if (price === null) return between
  const start = changePercent === null ? null : Number(price) / (1 + Number(changePercent) / 100)
  return [start, ...between, Number(price)]
}

export function sparkScale(values: readonly (number | null)[], width: number, height: number): SparkScale | null {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const points = values.map((value, index) => {
    if (value === null) return null
    const share = high > low ? (value - low) / (high - low) : 0.5
    return { x: 1 + (index * (width - 5)) / (values.length - 1), y: height - 2 - share * (height - 4) }
  })
  const drawn = points.filter((point) => point !== null)
  const [first, last] = [drawn[0], drawn.at(-1)]
  return first && last ? { points, first, last } : null
}

export function sparkPath(points: readonly (Point | null)[]): string {
  let pen = false
  let path = ''
  for (const point of points) {
    if (point) path += `${pen ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`
    pen = point !== null
  }
  return path
}
