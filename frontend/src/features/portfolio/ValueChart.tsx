/** Value by day against what was put in. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { historyQuery, type HistoryPoint } from '@/api/portfolio'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Empty, Failed, Loading } from '@/ui/states'
import { useMoneyText } from './Amount'
import type { ChartCardProps } from './ChartCard'
import { formatDate } from './dates'
import { isDrawn, neverPriced } from './history'

const ValuePlot = lazy(() => import('./ValuePlot'))
const LEAST = 2

/** A description of the chart for screen readers. */
function sentence(points: HistoryPoint[], money: (value: string) => string): string {
  const never = neverPriced(points)
  const known = points.filter((one) => isDrawn(one, never))
  const [first, last] = [known[0], known.at(-1)]
  if (!first?.value || !last?.value) return 'No day whose value is known.'
  const [from, to] = [money(first.value), money(last.value)]
  return `Value by day: ${from} on ${formatDate(first.time)}, ${to} on ${formatDate(last.time)}.`
}

export function ValueChart({ id, currency, start }: ChartCardProps) {
  const { data: points, error, refetch } = useQuery(historyQuery(id, start))
  const money = useMoneyText(currency)
  if (error && !points) return <Failed what="The history" error={error} retry={() => void refetch()} />
  if (!points) return <Loading what="the history" rows={5} />
  if (points.length < LEAST) {
    return (
      <Empty icon={LineChart} title="No history yet">
        It begins with the first day that has ended.
      </Empty>
    )
  }
  return (
    <ErrorBoundary what="The history">
      <Suspense fallback={<Loading what="the history" rows={5} />}>
        <ValuePlot points={points} sentence={sentence(points, money)} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Says what the lines are, which days lack something, and what. */
export function ValueNote({ id, start, names }: ChartCardProps) {
  const { data: points = [] } = useQuery(historyQuery(id, start))
  const never = neverPriced(points)
  const lacking = points.filter((one) => !isDrawn(one, never))
  const coins = new Set(lacking.flatMap(({ missing }) => missing).filter((coin) => !never.has(coin)))
  const named = (ids: Iterable<string>): string => [...ids].map(names.name).join(', ')
  return (
    <>
      Daily closes. Dashed: what was put in, less what was taken out.{' '}
      {never.size > 0 && <span className="stale">Without {named(never)}, whose price is not known. </span>}
      {lacking.length > 0 && (
        <span className="stale">
          {lacking.length} {lacking.length === 1 ? 'day' : 'days'} without a price of {named(coins)}: left out.
        </span>
      )}
    </>
  )
}
