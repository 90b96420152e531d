/** The geometry of the gauge: a half circle from −1 on the left to +1 on the right. Pure. */

export const WIDTH = 300
export const HEIGHT = 168
export const RADIUS = 120
const CENTRE = { x: WIDTH / 2, y: 138 }

interface Point {
  x: number
  y: number
}

const bounded = (score: number): number => Math.max(-1, Math.min(1, score))

/** Where a score stands at a distance from the middle. */
export function pointAt(score: number, radius: number): Point {
  const angle = (Math.PI * (1 - bounded(score))) / 2
  return { x: CENTRE.x + radius * Math.cos(angle), y: CENTRE.y - radius * Math.sin(angle) }
}

const text = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`

/** The arc from one score to another, as an SVG path. */
export const arcPath = (from: number, to: number): string =>
  `M${text(pointAt(from, RADIUS))}A${RADIUS} ${RADIUS} 0 0 1 ${text(pointAt(to, RADIUS))}`

/** The needle: a stroke across the arc. */
export function needle(score: number): { from: Point; to: Point } {
  return { from: pointAt(score, RADIUS - 17), to: pointAt(score, RADIUS + 17) }
}
