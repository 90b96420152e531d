/** What only the charts of a portfolio have: amounts that hide when asked to, marks of buys and sells. */
import { createSeriesMarkers, type ISeriesApi, type SeriesType } from 'lightweight-charts'
import { at, colours } from '@/ui/plot/frame'
import { DOTS } from './Amount'
import type { Deal } from './deals'

const LARGE = 1000
const DIGITS = 5

export const hiddenAmount = (): string => DOTS

/** `72,854`; small ones with decimals. */
export const plainAmount = (value: number): string =>
  Math.abs(value) >= LARGE
    ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
    : value.toLocaleString('en-US', { maximumSignificantDigits: DIGITS })

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
