/** Which part of time is in view: told by candles or by times, moved by the reader, or following what comes. */
import type { IChartApi, LogicalRange } from 'lightweight-charts'
import { sameView, type View } from '../view'
import type { Slot } from './grid'

export interface ViewportEvents {
  onFollow(following: boolean): void
  /** The reader has moved the view, and now rests. */
  onView(view: View): void
}

/** Empty candles to the right of the newest one. */
const AHEAD = 2
const SETTLED_MS = 350
/** A wheel or a finger moves the view a little after it has let go. */
const GLIDE_MS = 1000

export class Viewport {
  #slots: readonly Slot[] = []
  #stepMs = 1
  #held = false
  #movedAt = -Infinity
  #reportTimer: ReturnType<typeof setTimeout> | undefined
  readonly #stop = new AbortController()

  constructor(
    private readonly chart: IChartApi,
    box: HTMLElement,
    private readonly events: ViewportEvents,
  ) {
    const { signal } = this.#stop
    const take = (): void => {
      this.#held = true
    }
    const release = (): void => {
      if (this.#held) this.#movedAt = performance.now()
      this.#held = false
    }
    const wheel = (): void => {
      this.#movedAt = performance.now()
    }
    box.addEventListener('pointerdown', take, { signal })
    box.addEventListener('wheel', wheel, { signal, passive: true })
    window.addEventListener('pointerup', release, { signal })
    window.addEventListener('pointercancel', release, { signal })
    chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#onRange(range))
  }

  remove(): void {
    clearTimeout(this.#reportTimer)
    this.#stop.abort()
  }

  setSlots(slots: readonly Slot[], stepMs: number): void {
    this.#slots = slots
    this.#stepMs = stepMs
  }

  /** The edges of the plot as times; the grid of slots has no holes, so they may lie outside it. */
  view(): View | null {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    const first = this.#slots[0]
    if (!range || !first) return null
    const time = (logical: number): number => first.time + (logical + 0.5) * this.#stepMs
    return { from: time(range.from), to: time(range.to) }
  }

  /** Show a part of time. What the reader is moving just now is left to them. */
  show(view: View): void {
    const first = this.#slots[0]
    if (!first || this.#reportTimer !== undefined || sameView(view, this.view())) return
    const logical = (time: number): number => (time - first.time) / this.#stepMs - 0.5
    this.#set(logical(view.from), logical(view.to))
  }

  /** The newest `count` candles, also while their history is still being filled: empty on the left, not stretched. */
  showNewest(count: number): void {
    clearTimeout(this.#reportTimer)
    this.#reportTimer = undefined
    const end = this.#slots.length
    this.#set(end - count - 0.5, end + AHEAD)
  }

  zoom(factor: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    if (!range) return
    this.#set(range.to - (range.to - range.from) * factor, range.to)
    this.#reportSoon()
  }

  #set(from: number, to: number): void {
    this.chart.timeScale().setVisibleLogicalRange({ from, to })
  }

  #onRange(range: LogicalRange | null): void {
    if (!range) return
    this.events.onFollow(range.to >= this.#slots.length - 1)
    if (this.#held || performance.now() - this.#movedAt < GLIDE_MS) this.#reportSoon()
  }

  #reportSoon(): void {
    clearTimeout(this.#reportTimer)
    this.#reportTimer = setTimeout(() => {
      this.#reportTimer = undefined
      const view = this.view()
      if (view) this.events.onView(view)
    }, SETTLED_MS)
  }
}
