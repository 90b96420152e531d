/** The value by day, and what had been put in; the chart library is loaded with it. */
import { AreaSeries, LineSeries, LineStyle, LineType, type IChartApi } from 'lightweight-charts'
import { useEffect, useRef } from 'react'
import type { HistoryPoint } from '@/api/portfolio'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { useHidden } from './Amount'
import { isDrawn, neverPriced } from './history'
import { at, colours, createFrame } from './plot'

function draw(box: HTMLElement, points: HistoryPoint[], hidden: boolean): IChartApi {
  const { accent, line } = colours(box)
  const chart = createFrame(box, hidden)
  const value = chart.addSeries(AreaSeries, {
    lineColor: accent,
    topColor: `color-mix(in srgb, ${accent} 22%, transparent)`,
    bottomColor: 'transparent',
    lineWidth: 2,
    priceLineVisible: false,
  })
  const never = neverPriced(points)
  value.setData(
    points.map((one) =>
      isDrawn(one, never) ? { time: at(one.time), value: Number(one.value) } : { time: at(one.time) },
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

export default function ValuePlot({ points, sentence }: Props) {
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
