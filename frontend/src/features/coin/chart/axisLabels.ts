/** Where labels stand on the price axis: names of lines keep clear of the last price and of one another. Pure. */
import type { ISeriesPrimitiveAxisView } from 'lightweight-charts'

/** Pixels from the pane's top. */
export interface Taken {
  top: number
  bottom: number
}

export interface NamePlace {
  name: string
  y: number
}

const HEIGHT_PX = 18

/** Names whose line ends above the middle of what is taken are moved up, the others down. */
export function placeNames(names: readonly NamePlace[], taken: Taken | null): NamePlace[] {
  const middle = taken ? (taken.top + taken.bottom) / 2 : -Infinity
  const sorted = names.toSorted((a, b) => a.y - b.y)
  let [above, below] = [taken?.top ?? Infinity, taken?.bottom ?? -Infinity]
  const up = sorted
    .filter(({ y }) => y < middle)
    .toReversed()
    .map((one) => {
      const y = Math.min(one.y, above - HEIGHT_PX / 2)
      above = y - HEIGHT_PX / 2
      return { ...one, y }
    })
  const down = sorted
    .filter(({ y }) => y >= middle)
    .map((one) => {
      const y = Math.max(one.y, below + HEIGHT_PX / 2)
      below = y + HEIGHT_PX / 2
      return { ...one, y }
    })
  return [...up.toReversed(), ...down]
}

/** A label that the library does not move. */
export const labelAt = (y: number, text: string, fore: string, back: string): ISeriesPrimitiveAxisView => ({
  coordinate: () => y,
  fixedCoordinate: () => y,
  text: () => text,
  textColor: () => fore,
  backColor: () => back,
})
