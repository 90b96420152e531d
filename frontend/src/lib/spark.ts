/** The points and the path of a spark line. Pure. */

export interface Point {
  x: number
  y: number
  value: number
}

export interface SparkScale {
  points: (Point | null)[]
  first: Point
  last: Point
}

export function sparkScale(values: readonly (string | null)[], width: number, height: number): SparkScale | null {
  const known = values.flatMap((value) => (value === null ? [] : [Number(value)]))
  if (known.length < 2) return null
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const points = values.map((text, index) => {
    if (text === null) return null
    const value = Number(text)
    const share = high > low ? (value - low) / (high - low) : 0.5
    return { x: 1 + (index * (width - 5)) / (values.length - 1), y: height - 2 - share * (height - 4), value }
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
