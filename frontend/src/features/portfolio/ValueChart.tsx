/** Value by day against what was put in. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { historyQuery, type History } from '@/api/portfolio'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Empty, Failed, Loading } from '@/ui/states'
import { useMoneyText } from './Amount'
import type { ChartCardProps } from './ChartCard'
import { formatDate } from './dates'
import { gapsOf, isDrawn } from './history'
import { Without } from './Without'

const ValuePlot = lazy(() => import('./ValuePlot'))
const LEAST = 2

/** A description of the chart for screen readers. */
function sentence(history: History, money: (value: string) => string): string {
  const known = history.items.filter((one) => isDrawn(history, one))
  const [first, last] = [known[0], known.at(-1)]
  if (!first?.value || !last?.value) return 'No day whose value is known.'
  const [from, to] = [money(first.value), money(last.value)]
  return `Value by day: ${from} on ${formatDate(first.time)}, ${to} on ${formatDate(last.time)}.`
}

export function ValueChart({ id, currency, start }: ChartCardProps) {
  const { data: history, error, refetch } = useQuery(historyQuery(id, start))
  const money = useMoneyText(currency)
  if (error && !history) return <Failed what="The history" error={error} retry={() => void refetch()} />
  if (!history) return <Loading what="the history" rows={5} />
  if (history.items.length < LEAST) {
    return (
      <Empty icon={LineChart} title="No history yet">
        It begins with the first day that has ended.
      </Empty>
    )
  }
  return (
    <ErrorBoundary what="The history">
      <Suspense fallback={<Loading what="the history" rows={5} />}>
        <ValuePlot history={history} sentence={sentence(history, money)} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Says what the lines are, which days lack something, and what. */
export function ValueNote({ id, start, names }: ChartCardProps) {
  const { data: history } = useQuery(historyQuery(id, start))
  const { days, coins } = history ? gapsOf(history) : { days: 0, coins: [] }
  return (
    <>
      Daily closes. Dashed: what was put in, less what was taken out.{' '}
      {history && <Without of={history} names={names} />}
      {days > 0 && (
        <span className="stale">
          {days} {days === 1 ? 'day' : 'days'} without a price of {coins.map(names.name).join(', ')}: left out.
        </span>
      )}
    </>
  )
}
