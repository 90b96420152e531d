/** Two coins: how closely they move together, how sure that is, and each pair of returns as a dot. */
import { useQuery } from '@tanstack/react-query'
import { ScatterChart, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Names } from '@/api/coinNames'
import { candlesQuery } from '@/api/queries'
import type { Candle } from '@/api/types'
import { formatChange } from '@/lib/format'
import { formatCandleTime, zoneName } from '@/lib/time'
import { CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Empty, Failed, Loading } from '@/ui/states'
import { ChartButtons } from '../chart/ChartButtons'
import { STEP_MS, STEP_WORDS, type AnalyticsChoice, type OnSearch } from '../search'
import type { Cell, Grid } from './matrix'
import { PairFigures } from './PairFigures'
import { Scatter } from './Scatter'
import { dotsOf, trendOf, type Dot, type Trend } from './scatter'

const MOST_CANDLES = 1000

interface Props {
  pair: readonly [string, string]
  grid: Grid | undefined
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

const NONE: Candle[] = []

/** The returns of both: of twice as many candles as are asked of, for some of them may have a hole. */
function useDots([a, b]: Props['pair'], { interval, period }: AnalyticsChoice) {
  const series = { interval, venue: 'composite', limit: Math.min(MOST_CANDLES, 2 * period + 2) }
  const up = useQuery(candlesQuery({ coinId: a, ...series }))
  const across = useQuery(candlesQuery({ coinId: b, ...series }))
  const loading = up.isPending || across.isPending
  const dots = useMemo(
    () => dotsOf(across.data ?? NONE, up.data ?? NONE, STEP_MS[interval], period),
    [across.data, up.data, interval, period],
  )
  const retry = () => {
    void up.refetch()
    void across.refetch()
  }
  return { dots, loading, error: up.error ?? across.error, retry }
}

const percent = (share: number): string => formatChange((share * 100).toFixed(6)).text

function DotsTable({ dots, names, pair: [a, b] }: Pick<Props, 'names' | 'pair'> & { dots: readonly Dot[] }) {
  return (
    <div className="table-view" tabIndex={0} role="region" aria-label="Returns as a table">
      <table className="table low">
        <thead>
          <tr>
            <th>Time, {zoneName()}</th>
            <th className="num">{names.symbol(a)}</th>
            <th className="num">{names.symbol(b)}</th>
          </tr>
        </thead>
        <tbody>
          {dots.toReversed().map(({ time, x, y }) => (
            <tr key={time}>
              <td className="t2">{formatCandleTime(new Date(time))}</td>
              <td className="num">{percent(y)}</td>
              <td className="num">{percent(x)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type DotsModel = ReturnType<typeof useDots>

function Plot({ model, trend, names, pair: [a, b], choice }: Omit<Props, 'grid' | 'onSearch'> & PlotProps) {
  const { dots, loading, error, retry } = model
  const span = STEP_WORDS[choice.interval]
  if (error && dots.length === 0) return <Failed what="The returns" error={error} retry={retry} />
  if (loading) return <Loading what="the returns" rows={5} />
  if (dots.length === 0) {
    return (
      <Empty icon={ScatterChart} title="No common returns yet">
        Both coins need two candles in a row at the same times.
      </Empty>
    )
  }
  const sentence = `${dots.length} returns of ${span} each, ${names.name(a)} upwards, ${names.name(b)} to the right.`
  return (
    <>
      <Scatter dots={dots} trend={trend} label={sentence} />
      <div className="scatter-axes" aria-hidden="true">
        <span>
          {names.name(b)} return, {span} →
        </span>
        <span>↑ {names.name(a)}</span>
      </div>
    </>
  )
}

interface PlotProps {
  model: DotsModel
  trend: Trend | null
}

export function cellOf(grid: Grid | undefined, [a, b]: Props['pair']): Cell | undefined {
  const [row, column] = [grid?.coins.indexOf(a) ?? -1, grid?.coins.indexOf(b) ?? -1]
  return grid?.cells[row]?.[column]
}

function Title({ names, pair: [a, b], onClose }: Pick<Props, 'names' | 'pair'> & { onClose: (() => void) | null }) {
  return (
    <>
      <CoinIcon symbol={names.symbol(a)} />
      <h2>
        <CoinLink id={a} className="hover:underline">
          {names.name(a)}
        </CoinLink>{' '}
        and{' '}
        <CoinLink id={b} className="hover:underline">
          {names.name(b)}
        </CoinLink>
      </h2>
      <span className="grow" />
      {onClose ? (
        <button type="button" className="icb" aria-label="Close the pair" title="Close the pair" onClick={onClose}>
          <X className="i" aria-hidden />
        </button>
      ) : (
        <span className="xs t3">the closest pair</span>
      )}
    </>
  )
}

export function PairCard({ pair, grid, choice, names, onSearch }: Props) {
  const [asTable, setAsTable] = useState(false)
  const model = useDots(pair, choice)
  const trend = useMemo(() => trendOf(model.dots), [model.dots])
  return (
    <section className="card" aria-label={`${names.name(pair[0])} and ${names.name(pair[1])}`}>
      <div className="hd">
        <Title names={names} pair={pair} onClose={choice.pair ? () => onSearch({ pair: undefined }, true) : null} />
        <ChartButtons asTable={asTable} onTable={() => setAsTable(!asTable)} />
      </div>
      <PairFigures cell={cellOf(grid, pair)} pair={pair} choice={choice} />
      <Plot {...{ model, trend, names, pair, choice }} />
      {asTable && <DotsTable {...{ names, pair }} dots={model.dots} />}
    </section>
  )
}
