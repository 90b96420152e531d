/** The period in view: set by number of candles or by times, moved by the reader, or following new candles. */
import type { IChartApi, LogicalRange } from 'lightweight-charts'
import { sameView, type View } from '../view'
import type { Slot } from './grid'

export interface ViewportEvents {
  onFollow(following: boolean): void
  /** The reader has moved the view and has stopped. */
  onView(view: View): void
}

/** Empty candles to the right of the newest one. */
const AHEAD = 2
const SETTLED_MS = 350
/** After a wheel turn or a swipe the view goes on moving for a moment. */
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

  /** The edges of the plot as times, also beyond the first and the last slot. */
  view(): View | null {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    const first = this.#slots[0]
    if (!range || !first) return null
    const time = (logical: number): number => first.time + (logical + 0.5) * this.#stepMs
    return { from: time(range.from), to: time(range.to) }
  }

  /** Show a period, unless the reader is moving the view. */
  show(view: View): void {
    const first = this.#slots[0]
    if (!first || this.#reportTimer !== undefined || sameView(view, this.view())) return
    const logical = (time: number): number => (time - first.time) / this.#stepMs - 0.5
    this.#set(logical(view.from), logical(view.to))
  }

  /** Show the newest `count` slots. While there are fewer, the left of the plot stays empty. */
  showNewest(count: number): void {
    clearTimeout(this.#reportTimer)
    this.#reportTimer = undefined
    const end = this.#slots.length
    this.#set(end - count - 0.5, end + AHEAD)
  }

  /** Move the view just so far that a slot is in it. */
  reveal(index: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange()
    if (!range) return
    const by = Math.min(0, index - range.from) + Math.max(0, index - range.to)
    if (by !== 0) this.#set(range.from + by, range.to + by)
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
