/** The time-weighted return by day beside that of a benchmark, with buys and sells on it. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { performanceQuery, tradesQuery, type Performance } from '@/api/portfolio'
import { formatPercent } from '@/lib/format'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Empty, Failed, Loading } from '@/ui/states'
import type { ChartCardProps } from './ChartCard'
import { dealsOf, forMoney } from './deals'
import { formatDate } from './dates'
import { why } from './reasons'
import { Without } from './Without'

const ReturnPlot = lazy(() => import('./ReturnPlot'))

const said = (percent: number | null | undefined): string =>
  percent == null ? 'unknown' : formatPercent(percent.toFixed(4))

/** A description of the chart for screen readers. */
const sentence = ({ start, twr_percent: own, benchmark }: Performance, label: string): string =>
  `Return since ${formatDate(start)}: ${said(own)}; ${label}: ${said(benchmark?.twr_percent)}.`

export function ReturnChart({ id, choice, start, benchmarks, names }: ChartCardProps) {
  const { data: found, error, refetch } = useQuery(performanceQuery(id, start, choice.bench))
  const { data: trades } = useQuery(tradesQuery(id))
  const deals = useMemo(() => {
    const times = found?.growth.map(({ time }) => time) ?? []
    return dealsOf(
      trades ?? [],
      times,
      forMoney((asset) => names.coin(asset) !== undefined),
    )
  }, [found, trades, names])
  if (error && !found) return <Failed what="The return" error={error} retry={() => void refetch()} />
  if (!found) return <Loading what="the return" rows={5} />
  if (found.twr_percent === null) {
    return (
      <Empty icon={LineChart} title="No return yet">
        {why(found.reason)}
      </Empty>
    )
  }
  const label = benchmarks.find(({ value }) => value === choice.bench)?.label ?? ''
  return (
    <ErrorBoundary what="The return">
      <Suspense fallback={<Loading what="the return" rows={5} />}>
        <ReturnPlot points={found.growth} deals={deals} label={label} sentence={sentence(found, label)} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Says what the lines are, and which days are left out. */
export function ReturnNote({ id, choice, start, names }: ChartCardProps) {
  const { data: found } = useQuery(performanceQuery(id, start, choice.bench))
  const lacking = found?.twr_percent == null ? 0 : found.growth.filter(({ twr_percent: own }) => own === null).length
  return (
    <>
      Daily closes, last point now. B, S: buys and sells, of the newest 200. Money moved in or out does not count as
      return. {found && <Without of={found} names={names} />}
      {lacking > 0 && (
        <span className="stale">
          {lacking} {lacking === 1 ? 'day' : 'days'} without a price: left out.
        </span>
      )}
    </>
  )
}
