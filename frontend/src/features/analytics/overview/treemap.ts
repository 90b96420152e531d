/** A treemap: rectangles whose areas are as given, as square as they can be (Bruls, Huizing, van Wijk 2000). Pure. */

export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** The worst ratio of sides of a row of areas along a side. */
function worstRatio(areas: readonly number[], side: number): number {
  const sum = areas.reduce((total, area) => total + area, 0)
  const [least, most] = [Math.min(...areas), Math.max(...areas)]
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least))
}

/** Lays one row along the shorter side; what is left of the room is returned. */
function layRow(row: readonly number[], room: Rect, into: Rect[]): Rect {
  const sum = row.reduce((total, area) => total + area, 0)
  const isColumn = room.width >= room.height
  const thickness = sum / (isColumn ? room.height : room.width)
  let along = isColumn ? room.y : room.x
  for (const area of row) {
    const length = area / thickness
    into.push(
      isColumn
        ? { x: room.x, y: along, width: thickness, height: length }
        : { x: along, y: room.y, width: length, height: thickness },
    )
    along += length
  }
  return isColumn
    ? { ...room, x: room.x + thickness, width: room.width - thickness }
    : { ...room, y: room.y + thickness, height: room.height - thickness }
}

/** One rectangle a weight, in their order; the weights are above zero, the largest first. */
export function treemap(weights: readonly number[], width: number, height: number): Rect[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const areas = weights.map((weight) => (weight / total) * width * height)
  const placed: Rect[] = []
  let room: Rect = { x: 0, y: 0, width, height }
  let row: number[] = []
  for (const area of areas) {
    const side = Math.min(room.width, room.height)
    if (row.length > 0 && worstRatio([...row, area], side) > worstRatio(row, side)) {
      room = layRow(row, room, placed)
      row = []
    }
    row.push(area)
  }
  if (row.length > 0) layRow(row, room, placed)
  return placed
}
