/** Two returns by day in per cent, named at their ends; the chart library is loaded with it. */
import { AreaSeries, LineSeries, LineStyle, type IChartApi } from 'lightweight-charts'
import { useCallback } from 'react'
import type { GrowthPoint } from '@/api/portfolio'
import { at, colours, createFrame, fit } from '@/ui/plot/frame'
import { usePlot } from '@/ui/plot/usePlot'
import type { Deal } from './deals'
import { markDeals } from './plot'

const FEW = 10
const percent = (value: number): string => `${value.toFixed(Math.abs(value) < FEW ? 1 : 0)}%`

const FORMAT = {
  priceFormat: { type: 'custom', formatter: percent, minMove: 0.01 },
  priceLineVisible: false,
} as const

/** A day whose return is not known is a hole in the line. */
const line = (points: readonly GrowthPoint[], of: 'twr_percent' | 'benchmark_percent') =>
  points.map((one) => {
    const value = one[of]
    return value === null ? { time: at(one.time) } : { time: at(one.time), value }
  })

interface Props {
  points: readonly GrowthPoint[]
  deals: readonly Deal[]
  /** The benchmark's name. */
  label: string
  sentence: string
}

function draw(box: HTMLElement, { points, deals, label }: Omit<Props, 'sentence'>): IChartApi {
  const { accent, line: colour } = colours(box)
  const chart = createFrame(box, null)
  const own = chart.addSeries(AreaSeries, {
    ...FORMAT,
    title: 'Portfolio',
    lineColor: accent,
    topColor: `color-mix(in srgb, ${accent} 22%, transparent)`,
    bottomColor: 'transparent',
    lineWidth: 2,
  })
  own.setData(line(points, 'twr_percent'))
  const other = chart.addSeries(LineSeries, {
    ...FORMAT,
    title: label,
    color: colour,
    lineStyle: LineStyle.Dashed,
    lineWidth: 1,
  })
  other.setData(line(points, 'benchmark_percent'))
  markDeals(own, deals, box)
  fit(chart, points.length)
  return chart
}

export default function ReturnPlot({ points, deals, label, sentence }: Props) {
  const box = usePlot(useCallback((into: HTMLElement) => draw(into, { points, deals, label }), [points, deals, label]))
  return <div ref={box} className="history-plot" role="img" aria-label={sentence} />
}
