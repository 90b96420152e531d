/** What the charts of a portfolio have in common: colours of the theme, frame, axis that hides amounts when asked to. */
import {
  createChart,
  createSeriesMarkers,
  type ChartOptions,
  type DeepPartial,
  type IChartApi,
  type ISeriesApi,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts'
import { DOTS } from './Amount'
import type { Deal } from './deals'

const ROOM = 40
const LARGE = 1000
const DIGITS = 5

export const at = (iso: string): UTCTimestamp => (Date.parse(iso) / 1000) as UTCTimestamp

type Amount = ((value: number) => string) | null

export const hiddenAmount = (): string => DOTS

/** `72,854`; small ones with decimals. */
export const plainAmount = (value: number): string =>
  Math.abs(value) >= LARGE
    ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
    : value.toLocaleString('en-US', { maximumSignificantDigits: DIGITS })

type Colour = 'accent' | 'line' | 'text' | 'grid' | 'up' | 'down'

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

/** B and S, below and above the line. */
export function markDeals(series: ISeriesApi<SeriesType>, deals: readonly Deal[], box: HTMLElement): void {
  const { up, down } = colours(box)
  createSeriesMarkers(
    series,
    deals.map(({ time, side }) =>
      side === 'buy'
        ? { time: at(time), position: 'belowBar', shape: 'arrowUp', color: up, text: 'B' }
        : { time: at(time), position: 'aboveBar', shape: 'arrowDown', color: down, text: 'S' },
    ),
  )
}
