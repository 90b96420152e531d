/** The value by day, and what had been put in; the chart library is loaded with it. */
import { AreaSeries, LineSeries, LineStyle, LineType, type IChartApi } from 'lightweight-charts'
import { useCallback } from 'react'
import type { History } from '@/api/portfolio'
import { at, colours, createFrame } from '@/ui/plot/frame'
import { usePlot } from '@/ui/plot/usePlot'
import { useHidden } from './Amount'
import { isDrawn } from './history'
import { hiddenAmount, plainAmount } from './plot'

function draw(box: HTMLElement, history: History, hidden: boolean): IChartApi {
  const { accent, line } = colours(box)
  const chart = createFrame(box, hidden ? hiddenAmount : plainAmount)
  const value = chart.addSeries(AreaSeries, {
    lineColor: accent,
    topColor: `color-mix(in srgb, ${accent} 22%, transparent)`,
    bottomColor: 'transparent',
    lineWidth: 2,
    priceLineVisible: false,
  })
  const points = history.items
  value.setData(
    points.map((one) =>
      isDrawn(history, one) ? { time: at(one.time), value: Number(one.value) } : { time: at(one.time) },
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
  history: History
  sentence: string
}

export default function ValuePlot({ history, sentence }: Props) {
  const hidden = useHidden()
  const box = usePlot(useCallback((into: HTMLElement) => draw(into, history, hidden), [history, hidden]))
  return <div ref={box} className="history-plot" role="img" aria-label={sentence} />
}
