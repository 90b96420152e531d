/** The plot in its four states; the chart library is loaded when the first one is drawn. */
import { CandlestickChart } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Coin } from '@/api/types'
import { formatPrice } from '@/lib/format'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Empty, Failed, Loading } from '@/ui/states'
import type { ChartHandle } from './chart/CandleChart'
import type { Slot, Span } from './chart/grid'
import type { CoinSearch } from './search'
import type { ChartModel } from './useChart'

const CandleChart = lazy(() => import('./chart/CandleChart'))

export interface PlotProps {
  coin: Coin
  model: ChartModel
  search: CoinSearch
  decimals: number | undefined
  peek?: boolean
  onCursor: (index: number | null) => void
  onSpan: (span: Span) => void
  onReady: (handle: ChartHandle | null) => void
}

/** The chart in one sentence, for who cannot see it. */
function sentence(slots: readonly Slot[], decimals: number | undefined): string {
  const candles = slots.flatMap(({ candle }) => (candle ? [candle] : []))
  const [first, last] = [candles[0], candles.at(-1)]
  if (!first || !last) return 'No candles yet.'
  const [from, to] = [formatPrice(first.open, decimals), formatPrice(last.close, decimals)]
  return `From ${from} to ${to} in ${candles.length} candles. Left and right move, plus and minus zoom.`
}

function Chart({ coin, model, search, decimals, ...events }: Omit<PlotProps, 'peek'>) {
  const { slots, overlays, interval, count, range, source } = model
  return (
    <ErrorBoundary what="The chart">
      <Suspense fallback={<Loading what="the chart" rows={8} />}>
        <CandleChart
          {...{ slots, overlays, interval, count }}
          type={search.type ?? 'candle'}
          decimals={decimals ?? 2}
          label={`${coin.name}, ${range}, candles of ${interval}, ${source}`}
          sentence={sentence(slots, decimals)}
          {...events}
        />
      </Suspense>
    </ErrorBoundary>
  )
}

export function Plot({ peek = false, ...props }: PlotProps) {
  const { slots, isPending, error, refetch, venue } = props.model
  const drawn = slots.length > 0
  if (error && !drawn) {
    return <Failed what="The candles" error={error} retry={refetch} rest="Prices above are live." />
  }
  if (!isPending && !drawn) {
    return (
      <Empty icon={CandlestickChart} title="No candles yet">
        The first one appears with the first trade{venue === 'composite' ? ' that has a USD rate' : ''}.
      </Empty>
    )
  }
  return (
    <div className={peek ? 'chart-box peek' : 'chart-box'} data-testid="chart">
      {drawn ? <Chart {...props} /> : <Loading what="candles" rows={8} />}
    </div>
  )
}
