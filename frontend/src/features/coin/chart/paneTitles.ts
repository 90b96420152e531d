/** Names and values at the top of the panes under the price, at the crosshair or at the newest candle. */
import type { IPaneApi, IPanePrimitive, IPanePrimitivePaneView, Time } from 'lightweight-charts'
import { FONT, type Colours } from './colours'

export interface PaneTitle {
  name: string
  value: string
  /** The colour of its line. */
  colour: string | null
}

type Renderer = NonNullable<ReturnType<IPanePrimitivePaneView['renderer']>>
type Target = Parameters<Renderer['draw']>[0]

const TOP_PX = 14
const GAP_PX = 14

export class PaneTitles implements IPanePrimitive {
  constructor(
    private readonly pane: IPaneApi<Time>,
    private readonly colours: Colours,
    private readonly titles: (pane: number) => readonly PaneTitle[],
  ) {}

  paneViews(): IPanePrimitivePaneView[] {
    const renderer: Renderer = { draw: (target) => this.#draw(target) }
    return [{ zOrder: () => 'top', renderer: () => renderer }]
  }

  #draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      let x = 4
      for (const { name, value, colour } of this.titles(this.pane.paneIndex())) {
        if (colour !== null) {
          context.fillStyle = colour
          context.fillRect(x, TOP_PX - 5, 10, 2)
          x += 14
        }
        x = this.#write(context, name, '', this.colours['text-3'], x) + 4
        x = this.#write(context, value, '600 ', this.colours.text, x) + GAP_PX
      }
    })
  }

  /** Where the text ends. */
  #write(context: CanvasRenderingContext2D, text: string, weight: string, colour: string, x: number): number {
    context.font = `${weight}11px ${FONT}`
    context.fillStyle = colour
    context.fillText(text, x, TOP_PX)
    return x + context.measureText(text).width
  }
}
