/** The correlation of returns of all chosen coins with each other, in clustered order. */
import { useQuery } from '@tanstack/react-query'
import { Grid3x3 } from 'lucide-react'
import { matrixQuery, type CorrelationMatrix } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { Provenance } from '@/ui/Provenance'
import { Empty, Failed, Loading } from '@/ui/states'
import { ChartButtons } from '../chart/ChartButtons'
import { saveTable } from '../chart/export'
import { sampleLabel } from '../choices'
import type { AnalyticsChoice, OnSearch } from '../search'
import { gridOf, strongestPair, type Grid } from './matrix'
import { MatrixTable } from './MatrixTable'

interface Props {
  coins: readonly string[]
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

const HEAD = ['coin_1', 'coin_2', 'correlation', 'low_95', 'high_95', 'n', 'interval', 'period', 'as_of']

function saveMatrix({ coins, cells }: Grid, { interval, period }: AnalyticsChoice, asOf: string | null): void {
  const rows = cells.flatMap((line, row) =>
    line
      .slice(0, row)
      .map(({ value, low, high, n }, column) => [
        ...[coins[row], coins[column], value, low, high, n, interval, period, asOf],
      ]),
  )
  saveTable('correlation', HEAD, rows)
}

/** What the colours mean, with the numbers at their ends. */
function Scale() {
  return (
    <span className="heat-scale" aria-hidden="true">
      <span>−1</span>
      <i className="bar negative" />
      <span>0</span>
      <i className="bar positive" />
      <span>1</span>
    </span>
  )
}

/** The matrix, and the pair that is shown beside it: that of the link, else the one that moves together most. */
export function useMatrix({ coins, choice }: Pick<Props, 'coins' | 'choice'>, named: [string, string] | null) {
  const query = useQuery(matrixQuery(coins, choice.interval, choice.period))
  const grid = query.data ? gridOf(query.data) : undefined
  const pair = named ?? (grid ? strongestPair(grid) : null)
  return { query, grid, pair }
}

type Model = ReturnType<typeof useMatrix>

function Body({ model, names, coins, onSearch }: Omit<Props, 'choice'> & { model: Model }) {
  const { query, grid, pair } = model
  if (coins.length < 2) {
    return (
      <Empty icon={Grid3x3} title="Two coins are needed">
        Choose at least two coins above.
      </Empty>
    )
  }
  if (query.error && !grid) {
    return <Failed what="The correlations" error={query.error} retry={() => void query.refetch()} />
  }
  if (!grid) return <Loading what="the correlations" rows={10} />
  return <MatrixTable {...{ grid, names, pair }} onPair={(a, b) => onSearch({ pair: `${a}:${b}` }, true)} />
}

const statusText = ({ status }: CorrelationMatrix): string =>
  status === 'partial' ? 'Some returns are of partial candles.' : ''

export function MatrixCard({ model, ...props }: Props & { model: Model }) {
  const { grid, query } = model
  const { data } = query
  return (
    <section className="card matrix-card" aria-label="Correlation of returns">
      <div className="hd flex-wrap">
        <h2>Correlation of returns</h2>
        <span className="xs t3">ordered so that what moves together stands together</span>
        <span className="grow" />
        <Scale />
        {grid && <ChartButtons onCsv={() => saveMatrix(grid, props.choice, data?.as_of ?? null)} />}
      </div>
      <Body {...props} model={model} />
      <div className="ft">
        <span className="grow">
          Pearson, {sampleLabel(props.choice)}, time-aligned. Times with a gap in either coin are left out, and n says
          how many remain. {data && statusText(data)} Arrow keys move, Enter opens the pair.
        </span>
        {data && <Provenance of={data} />}
      </div>
    </section>
  )
}
