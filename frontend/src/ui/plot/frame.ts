/** What plain charts have in common: colours of the theme, frame, all of the data in view. */
import { createChart, type ChartOptions, type DeepPartial, type IChartApi, type UTCTimestamp } from 'lightweight-charts'

const ROOM = 40

export const at = (iso: string): UTCTimestamp => (Date.parse(iso) / 1000) as UTCTimestamp

type Amount = ((value: number) => string) | null

type Colour = 'accent' | 'line' | 'text' | 'grid' | 'up' | 'down' | 'strong' | 'unreal'

export function colours(box: HTMLElement): Record<Colour, string> {
  const style = getComputedStyle(box)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    accent: read('--accent'),
    line: read('--text-3'),
    text: read('--text-3'),
    grid: read('--border'),
    up: read('--up'),
    down: read('--down'),
    strong: read('--text'),
    unreal: read('--unreal'),
  }
}

function optionsOf(
  { text, grid }: Record<Colour, string>,
  fontFamily: string,
  amount: Amount,
): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { color: 'transparent' },
      textColor: text,
      fontFamily,
      fontSize: 11,
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: grid } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, lockVisibleTimeRangeOnResize: true },
    handleScroll: { vertTouchDrag: false },
    // Of all series: the axis and the crosshair's label.
    ...(amount && { localization: { priceFormatter: amount } }),
  }
}

/** `amount`: how all figures of the chart are written; null: each series says it itself. */
export function createFrame(box: HTMLElement, amount: Amount): IChartApi {
  return createChart(box, optionsOf(colours(box), getComputedStyle(box).fontFamily, amount))
}

/** All of it, with room at both ends for a mark. */
export function fit(chart: IChartApi, points: number): void {
  const room = Math.max(0.5, points / ROOM)
  chart.timeScale().setVisibleLogicalRange({ from: -room, to: points - 1 + room })
}
