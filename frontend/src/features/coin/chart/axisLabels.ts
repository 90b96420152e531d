/** Labels on the price axis that the library moves apart where they would lie on one another. */
import type { ISeriesPrimitiveAxisView } from 'lightweight-charts'

export interface AxisLabel {
  text: string
  /** Pixels from the pane's top. */
  y: number
  fore: string
  back: string
}

const viewOf = ({ text, y, fore, back }: AxisLabel): ISeriesPrimitiveAxisView => ({
  coordinate: () => y,
  text: () => text,
  textColor: () => fore,
  backColor: () => back,
})

/** The library keeps where it has moved a label with the list it got: equal labels must be the same list. */
export class AxisLabels {
  #key = ''
  #views: readonly ISeriesPrimitiveAxisView[] = []

  of(labels: readonly AxisLabel[]): readonly ISeriesPrimitiveAxisView[] {
    const key = JSON.stringify(labels)
    if (key !== this.#key) {
      this.#key = key
      this.#views = labels.map(viewOf)
    }
    return this.#views
  }
}
