/** The score over the price, and whether it leads it. */
import { useQuery } from '@tanstack/react-query'
import { LineChart, Table2 } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { priceTestQuery, trendQuery, type Sentiment } from '@/api/sentiment'
import { candlesQuery } from '@/api/queries'
import { useDerivedFromNow } from '@/stream/useStream'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Segment } from '@/ui/Segment'
import { Empty, Failed, Loading } from '@/ui/states'
import type { Cursor } from './chart/controller'
import { chartPoints, withCurrent, type ChartPoint } from './chart/points'
import { ScoreLegend, sentenceOf } from './ScoreLegend'
import { ScoreTable } from './ScoreTable'
import { intervalOf, RANGES, startOf, stepOf, type OnSearch, type Range } from './search'
import { useHeld } from './useHeld'

const ScorePlot = lazy(() => import('./chart/ScorePlot'))
const OPTIONS = RANGES.map((value) => ({ value, label: value }))

/** The score of each step, and that of now, beside the price. While another range is loaded the former one is shown. */
function usePoints(coin: string, range: Range, current: Sentiment | undefined) {
  const start = useDerivedFromNow((now) => startOf(range, now))
  const [interval, step] = [intervalOf(range), stepOf(range)]
  const trend = useQuery(trendQuery(coin, interval, start))
  const candles = useQuery(candlesQuery({ coinId: coin, interval, venue: 'composite', start }))
  const points = useMemo(
    () => chartPoints(withCurrent(trend.data?.items ?? [], current, step), candles.data ?? [], step),
    [trend.data, current, candles.data, step],
  )
  const mixed = trend.isPlaceholderData || candles.isPlaceholderData
  return { trend, points: useHeld(points, mixed), priceError: candles.error }
}

interface PlotProps {
  name: string
  range: Range
  points: readonly ChartPoint[]
  asTable: boolean
}

function Plot({ name, range, points, asTable }: PlotProps) {
  const [cursor, setCursor] = useState<Cursor | null>(null)
  return (
    <>
      <ScoreLegend name={name} points={points} cursor={cursor} />
      <ErrorBoundary what="The chart">
        <Suspense fallback={<Loading what="the chart" rows={6} />}>
          <ScorePlot
            points={points}
            label={`Sentiment and price of ${name}, ${range}`}
            sentence={sentenceOf(points)}
            onCursor={setCursor}
          />
        </Suspense>
      </ErrorBoundary>
      {asTable && <ScoreTable points={points} label={`Sentiment and price of ${name} as a table`} />}
    </>
  )
}

function PriceTest({ coin }: { coin: string }) {
  const { data: found, error } = useQuery(priceTestQuery(coin))
  return (
    <div className="ft" data-testid="price-test">
      <b className="b t2">Does the score lead the price?</b>
      <span className="grow min-w-60">
        {found ? found.verdict : error ? `Not known: ${error.message}` : 'Being calculated…'}
      </span>
      <span>
        Charts by{' '}
        <a
          className="underline underline-offset-2"
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noopener noreferrer"
        >
          TradingView Lightweight Charts™
        </a>
      </span>
    </div>
  )
}

function Body({ coin, name, range, current, asTable }: Omit<Props, 'onSearch'> & { asTable: boolean }) {
  const { trend, points, priceError } = usePoints(coin, range, current)
  if (trend.error && !trend.data)
    return <Failed what="The trend" error={trend.error} retry={() => void trend.refetch()} />
  if (!trend.data) return <Loading what="the trend" rows={8} />
  if (points.length === 0) {
    return (
      <Empty icon={LineChart} title="No trend yet">
        It begins with the first hour in which five stories were told.
      </Empty>
    )
  }
  return (
    <>
      {priceError && <p className="sm stale px-[14px] pt-2">The price could not be loaded: {priceError.message}</p>}
      {trend.data.stale && <p className="sm stale px-[14px] pt-2">The newest hours have not been computed yet.</p>}
      <Plot name={name} range={range} points={points} asTable={asTable} />
    </>
  )
}

interface Props {
  coin: string
  name: string
  range: Range
  /** The score of now, if it is of the window that the trend is of. */
  current: Sentiment | undefined
  onSearch: OnSearch
}

export function ScoreChartCard({ onSearch, ...props }: Props) {
  const [asTable, setAsTable] = useState(false)
  return (
    <section className="card" aria-label="Score and price">
      <div className="hd flex-wrap">
        <h2>Score and price</h2>
        <span className="grow" />
        <Segment label="Range" options={OPTIONS} value={props.range} onChange={(range) => onSearch({ range }, true)} />
        <button
          type="button"
          className="icb"
          aria-label="Show as table"
          title="Show as table"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          <Table2 className="i" aria-hidden />
        </button>
      </div>
      <Body key={props.coin} {...props} asTable={asTable} />
      <PriceTest coin={props.coin} />
    </section>
  )
}
