/** Value over time against what was put in. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { historyQuery, type HistoryPoint } from '@/api/portfolio'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Segment } from '@/ui/Segment'
import { Empty, Failed, Loading } from '@/ui/states'
import { useMoneyText } from './Amount'
import { formatDate } from './dates'
import { RANGES, type Range } from './search'

const HistoryPlot = lazy(() => import('./HistoryPlot'))
const OPTIONS = RANGES.map((value) => ({ value, label: value }))
const LEAST = 2

/** A description of the chart for screen readers. */
function sentence(points: HistoryPoint[], money: (value: string) => string): string {
  const known = points.filter(({ complete, value }) => complete && value !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (!first?.value || !last?.value) return 'No day whose value is known.'
  const [from, to] = [money(first.value), money(last.value)]
  return `Value by day: ${from} on ${formatDate(first.time)}, ${to} on ${formatDate(last.time)}.`
}

/** Which days lack something, and what. */
function Gaps({ points, name }: { points: HistoryPoint[]; name: (id: string) => string }) {
  const lacking = points.filter(({ complete }) => !complete)
  if (lacking.length === 0) return null
  const names = [...new Set(lacking.flatMap(({ missing }) => missing))].map(name).join(', ')
  return (
    <span className="stale">
      {lacking.length} {lacking.length === 1 ? 'day' : 'days'} without a price of {names}: left out.
    </span>
  )
}

interface Props {
  id: string
  currency: string
  range: Range
  start: string | undefined
  name: (id: string) => string
  onRange: (range: Range) => void
}

function Body({ id, currency, start }: Pick<Props, 'id' | 'currency' | 'start'>) {
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
        <HistoryPlot points={points} sentence={sentence(points, money)} />
      </Suspense>
    </ErrorBoundary>
  )
}

export function HistoryCard({ range, onRange, name, ...rest }: Props) {
  const { data: points } = useQuery(historyQuery(rest.id, rest.start))
  return (
    <section className="card" aria-label="Value over time">
      <div className="hd flex-wrap">
        <h2 className="grow">Value over time</h2>
        <Segment label="Range" options={OPTIONS} value={range} onChange={onRange} />
      </div>
      <Body {...rest} />
      <div className="ft">
        Daily closes. Dashed: what was put in, less what was taken out. <Gaps points={points ?? []} name={name} />
      </div>
    </section>
  )
}
