/** What is known of two coins: correlation, its interval, of how many returns, and beta. */
import { useQuery } from '@tanstack/react-query'
import { pairQuery } from '@/api/analytics'
import { figureReason } from '@/lib/figureReasons'
import { Unknown } from '@/ui/badges'
import type { AnalyticsChoice } from '../search'
import { intervalText, longText, type Cell } from './matrix'

interface FigureProps {
  label: string
  large?: boolean
  children: React.ReactNode
}

export function Figure({ label, large, children }: FigureProps) {
  return (
    <div>
      <span className="lab block">{label}</span>
      <span className={large ? 'figure-large' : 'val'}>{children}</span>
    </div>
  )
}

interface Props {
  cell: Cell | undefined
  pair: readonly [string, string]
  choice: AnalyticsChoice
}

/** The newest beta of the first coin against the second, of as many returns as the correlation. */
function Beta({ pair, choice: { interval, period } }: Omit<Props, 'cell'>) {
  const { data, error } = useQuery(pairQuery('beta', { pair, interval, period, limit: 1 }))
  if (error && !data) return <Unknown word="unknown" reason={error.message} />
  if (!data) return <Unknown word="…" reason="Being loaded" />
  const [newest] = data.items
  if (newest === undefined || newest.value === null) {
    return <Unknown word="unknown" reason={figureReason(newest ? newest.reason : data.reason)} />
  }
  const { value, interval_95: ci, n } = newest
  const title = ci ? `95% interval ${longText(ci[0])} … ${longText(ci[1])}, n = ${n}` : `n = ${n}`
  return <span title={title}>{longText(value)}</span>
}

export function PairFigures({ cell, pair, choice }: Props) {
  const unknown = cell ? (
    <Unknown word="unknown" reason={figureReason(cell.reason)} />
  ) : (
    <Unknown word="…" reason="Being loaded" />
  )
  return (
    <div className="pair-figures">
      <Figure label="Correlation" large>
        {cell?.value == null ? unknown : longText(cell.value)}
      </Figure>
      <Figure label="95% interval">{cell?.low == null ? unknown : intervalText(cell)}</Figure>
      <Figure label={`n, of ${choice.period}`}>{cell?.n ?? unknown}</Figure>
      <Figure label="Beta">
        <Beta pair={pair} choice={choice} />
      </Figure>
    </div>
  )
}
