/** The value by day, and what had been put in; the chart library is loaded with it. */
import {
  AreaSeries,
  createChart,
  LineSeries,
  LineStyle,
  LineType,
  type ChartOptions,
  type DeepPartial,
  type IChartApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { useEffect, useRef } from 'react'
import type { HistoryPoint } from '@/api/portfolio'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { DOTS, useHidden } from './Amount'

const at = (iso: string): UTCTimestamp => (Date.parse(iso) / 1000) as UTCTimestamp

function colours(box: HTMLElement): Record<'accent' | 'line' | 'text' | 'grid', string> {
  const style = getComputedStyle(box)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return { accent: read('--accent'), line: read('--text-3'), text: read('--text-3'), grid: read('--border') }
}

function optionsOf(text: string, grid: string, hidden: boolean): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { color: 'transparent' },
      textColor: text,
      fontFamily: 'inherit',
      fontSize: 11,
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: grid } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, lockVisibleTimeRangeOnResize: true },
    handleScroll: { vertTouchDrag: false },
    // Of all series: the axis and the crosshair's label.
    ...(hidden && { localization: { priceFormatter: () => DOTS } }),
  }
}

function draw(box: HTMLElement, points: HistoryPoint[], hidden: boolean): IChartApi {
  const { accent, line, text, grid } = colours(box)
  const chart = createChart(box, optionsOf(text, grid, hidden))
  const value = chart.addSeries(AreaSeries, {
    lineColor: accent,
    topColor: `color-mix(in srgb, ${accent} 22%, transparent)`,
    bottomColor: 'transparent',
    lineWidth: 2,
    priceLineVisible: false,
  })
  // A day whose value lacks a part is a hole in the line, not a low value.
  value.setData(
    points.map((one) =>
      one.complete && one.value !== null ? { time: at(one.time), value: Number(one.value) } : { time: at(one.time) },
    ),
  )
  const paid = chart.addSeries(LineSeries, {
    color: line,
    lineStyle: LineStyle.Dashed,
    lineType: LineType.WithSteps,
    lineWidth: 1,
    priceLineVisible: false,
    lastValueVisible: false,
  })
  paid.setData(points.map((one) => ({ time: at(one.time), value: Number(one.net_contributions) })))
  chart.timeScale().fitContent()
  return chart
}

interface Props {
  points: HistoryPoint[]
  sentence: string
}

export default function HistoryPlot({ points, sentence }: Props) {
  const hidden = useHidden()
  const box = useRef<HTMLDivElement>(null)
  const theme = usePreferences(({ theme: chosen, palette }) => `${shownTheme(chosen)} ${palette}`)
  useEffect(() => {
    if (!box.current) return
    const chart = draw(box.current, points, hidden)
    return () => chart.remove()
  }, [points, theme, hidden])
  return <div ref={box} className="history-plot" role="img" aria-label={sentence} />
}
