/** The colours of the chart, read from the design tokens, and its options. */
import {
  ColorType,
  CrosshairMode,
  LineStyle,
  type DeepPartial,
  type Time,
  type TimeChartOptions,
} from 'lightweight-charts'
import { formatCandleTime } from '@/lib/time'
import { dateOf, tickText } from '@/ui/plot/timeAxis'

const NAMES = [
  'surface', 'surface-3', 'border', 'border-strong', 'text', 'text-2', 'text-3', 'up', 'down', 'grid', 'hatch',
  'ov1', 'ov2', 'ov3', 'ov4', 'ov5', 'stale', 'info', 'unreal', 'accent',
] as const // prettier-ignore

export const FONT = "'Inter Variable', Inter, system-ui, sans-serif"

export type Colours = Record<(typeof NAMES)[number], string>

export function readColours(root: Element = document.documentElement): Colours {
  const style = getComputedStyle(root)
  return Object.fromEntries(NAMES.map((name) => [name, longHex(style.getPropertyValue(`--${name}`).trim())])) as Colours
}

/** `#rgb`, as a minifier may write it, as `#rrggbb`. */
export function longHex(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour
}

const channel = (hex: string, at: number): number => parseInt(hex.slice(at, at + 2), 16)

/** `share` of one colour over another, both `#rrggbb`. */
export function mix(over: string, under: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(channel(over, at) * share + channel(under, at) * (1 - share)))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

export function alpha(hex: string, share: number): string {
  return `rgba(${channel(hex, 1)}, ${channel(hex, 3)}, ${channel(hex, 5)}, ${share})`
}

export function chartOptions(colours: Colours): DeepPartial<TimeChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colours.surface },
      textColor: colours['text-3'],
      fontSize: 11,
      fontFamily: FONT,
      // The library's own logo needs an inline style, which the CSP refuses; the notice with its link stands below.
      attributionLogo: false,
      panes: { separatorColor: colours.border, separatorHoverColor: alpha(colours.accent, 0.25), enableResize: true },
    },
    grid: { vertLines: { color: colours.grid }, horzLines: { color: colours.grid } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: colours['text-3'], style: LineStyle.Dashed, labelBackgroundColor: colours['text-2'] },
      horzLine: { color: colours['text-3'], style: LineStyle.Dashed, labelBackgroundColor: colours['text-2'] },
    },
    // A vertical swipe scrolls the page, not the chart.
    handleScroll: { vertTouchDrag: false },
    rightPriceScale: { borderVisible: false, minimumWidth: 62 },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 3,
      minBarSpacing: 0.6,
      lockVisibleTimeRangeOnResize: true,
      tickMarkFormatter: tickText,
    },
    localization: { locale: 'en-GB', timeFormatter: (time: Time) => formatCandleTime(dateOf(time)) },
  }
}
