/** The price of a coin by day with its owner's buys and sells on it; the chart library is loaded with it. */
import { LineSeries, type IChartApi } from 'lightweight-charts'
import { useCallback } from 'react'
import type { Candle } from '@/api/types'
import { at, colours, createFrame, fit } from '@/ui/plot/frame'
import { usePlot } from '@/ui/plot/usePlot'
import type { Deal } from './deals'
import { markDeals, plainAmount } from './plot'

function draw(box: HTMLElement, candles: readonly Candle[], deals: readonly Deal[]): IChartApi {
  const { accent } = colours(box)
  const chart = createFrame(box, plainAmount)
  const price = chart.addSeries(LineSeries, { color: accent, lineWidth: 2, priceLineVisible: false })
  price.setData(candles.map(({ open_time: time, close }) => ({ time: at(time), value: Number(close) })))
  markDeals(price, deals, box)
  fit(chart, candles.length)
  return chart
}

interface Props {
  candles: readonly Candle[]
  deals: readonly Deal[]
  sentence: string
}

export default function AssetPlot({ candles, deals, sentence }: Props) {
  const box = usePlot(useCallback((into: HTMLElement) => draw(into, candles, deals), [candles, deals]))
  return <div ref={box} className="asset-plot" role="img" aria-label={sentence} />
}
