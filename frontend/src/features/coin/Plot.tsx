/** The plot, or its loading, empty and error state. The chart library is loaded with the first plot. */
import { CandlestickChart } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Coin } from '@/api/types'
import { formatPrice } from '@/lib/format'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Empty, Failed, Loading } from '@/ui/states'
import type { ChartHandle } from './chart/CandleChart'
import type { Cursor } from './chart/controller'
import type { Slot, Span } from './chart/grid'
import { ALL_EXCHANGES } from './exchanges'
import { PricesAbove } from './PricesAbove'
import type { ChartChoice } from './search'
import type { ChartModel } from './useChart'
import type { View } from './view'

const CandleChart = lazy(() => import('./chart/CandleChart'))

export interface PlotProps {
  coin: Coin
  model: ChartModel
  choice: ChartChoice
  decimals: number | undefined
  peek?: boolean
  onCursor: (cursor: Cursor | null) => void
  onView: (view: View | null) => void
  onSpan: (span: Span) => void
  onReady: (handle: ChartHandle | null) => void
}

/** A description of the chart for screen readers. */
function sentence(slots: readonly Slot[], decimals: number | undefined): string {
  const candles = slots.flatMap(({ candle }) => (candle ? [candle] : []))
  const [first, last] = [candles[0], candles.at(-1)]
  if (!first || !last) return 'No candles yet.'
  const [from, to] = [formatPrice(first.open, decimals), formatPrice(last.close, decimals)]
  return `From ${from} to ${to} in ${candles.length} candles. Left and right move, plus and minus zoom.`
}

function Chart({ coin, model, choice, decimals, ...events }: Omit<PlotProps, 'peek'>) {
  const { slots, spans, newest, settled, past, interval, count, view, range, source } = model
  const { indicators, compared, scale } = model
  return (
    <ErrorBoundary what="The chart">
      <Suspense fallback={<Loading what="the chart" rows={8} />}>
        <CandleChart
          {...{ slots, spans, newest, settled, past, indicators, compared, scale, interval, count, view }}
          type={choice.type}
          symbol={coin.symbol}
          decimals={decimals ?? 2}
          label={`${coin.name}, ${range}, candles of ${interval}, ${source}`}
          sentence={sentence(slots, decimals)}
          {...events}
        />
      </Suspense>
    </ErrorBoundary>
  )
}

function NoCandles({ venue, past, onNow }: { venue: string; past: boolean; onNow: () => void }) {
  if (!past) {
    return (
      <Empty icon={CandlestickChart} title="No candles yet">
        The first one appears with the first trade{venue === ALL_EXCHANGES ? ' that has a USD rate' : ''}.
      </Empty>
    )
  }
  const now = (
    <button type="button" className="btn" onClick={onNow}>
      Go to now
    </button>
  )
  return (
    <Empty icon={CandlestickChart} title="No candles in this part of time" actions={now}>
      Nothing has been recorded or fetched for it.
    </Empty>
  )
}

export function Plot({ peek = false, ...props }: PlotProps) {
  const { slots, isPending, error, refetch, venue, past } = props.model
  const drawn = slots.length > 0
  if (error && !drawn) {
    return (
      <Failed what="The candles" error={error} retry={refetch} rest={<PricesAbove coinId={props.coin.coin_id} />} />
    )
  }
  if (!isPending && !drawn) return <NoCandles venue={venue} past={past} onNow={() => props.onView(null)} />
  return (
    <div className={peek ? 'chart-box peek' : 'chart-box'} data-testid="chart">
      {drawn ? <Chart {...props} /> : <Loading what="candles" rows={8} />}
    </div>
  )
}
