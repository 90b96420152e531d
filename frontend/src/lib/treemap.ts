/**
 * A squarified treemap: rectangles whose areas are in proportion to their weights, as square as they can be. After Bruls,
 * Huizing and van Wijk, "Squarified Treemaps" (2000). Pure.
 */

export interface Tile {
  x: number
  y: number
  width: number
  height: number
}

/** The worst ratio of sides in a row of areas along a side. */
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((all, one) => all + one, 0)
  const [most, least] = [Math.max(...areas), Math.min(...areas)]
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least))
}

/** Puts a row of areas along the shorter side, and returns its tiles and what is left. */
function layRow(areas: readonly number[], left: Tile): { tiles: Tile[]; left: Tile } {
  const sum = areas.reduce((all, one) => all + one, 0)
  const tall = left.width >= left.height
  const depth = sum / (tall ? left.height : left.width)
  let at = tall ? left.y : left.x
  const tiles = areas.map((area): Tile => {
    const length = area / depth
    const start = at
    at += length
    return tall
      ? { x: left.x, y: start, width: depth, height: length }
      : { x: start, y: left.y, width: length, height: depth }
  })
  const rest = tall
    ? { ...left, x: left.x + depth, width: left.width - depth }
    : { ...left, y: left.y + depth, height: left.height - depth }
  return { tiles, left: rest }
}

/** The tiles of positive weights, largest first, within a rectangle. */
export function treemap(weights: readonly number[], width: number, height: number): Tile[] {
  const total = weights.reduce((all, one) => all + one, 0)
  if (total <= 0 || width <= 0 || height <= 0) return []
  const areas = weights.map((weight) => (weight / total) * width * height)
  const tiles: Tile[] = []
  let left: Tile = { x: 0, y: 0, width, height }
  let row: number[] = []
  for (const area of areas) {
    const side = Math.min(left.width, left.height)
    if (row.length === 0 || worst([...row, area], side) <= worst(row, side)) {
      row.push(area)
      continue
    }
    const laid = layRow(row, left)
    tiles.push(...laid.tiles)
    left = laid.left
    row = [area]
  }
  return [...tiles, ...layRow(row, left).tiles]
}
