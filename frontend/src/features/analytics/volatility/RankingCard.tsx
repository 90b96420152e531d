/** How volatile each coin is now, by itself and against its own history. */
import { useQueries } from '@tanstack/react-query'
import { Gauge } from 'lucide-react'
import { regimeQuery, type Regime } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { figureReason } from '@/lib/figureReasons'
import { formatCount } from '@/lib/format'
import { CoinIcon, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { ScrollX } from '@/ui/ScrollX'
import { NotRenewed } from '@/ui/NotRenewed'
import { Empty, Failed, Loading } from '@/ui/states'
import { ChartButtons } from '../chart/ChartButtons'
import { saveTable } from '../chart/export'
import { STEP_WORDS } from '../search'
import { byVolatility, ordinal, percentOf, RANKING_HEAD, rankingRows, REGIMES } from './words'

const TONES: Partial<Record<NonNullable<Regime['regime']>, string>> = { elevated: 'warn', extreme: 'warn' }

function useRegimes(coins: readonly string[]) {
  return useQueries({
    queries: coins.map((coin) => regimeQuery(coin)),
    combine: (answers) => ({
      regimes: byVolatility(answers.flatMap(({ data }) => (data ? [data] : []))),
      pending: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error)?.error ?? null,
      retry: () => answers.filter(({ error }) => error).forEach((answer) => void answer.refetch()),
    }),
  })
}

/** A share of 100 as a bar; its number stands beside it. */
function Percentile({ of: { percentile, n } }: { of: Regime }) {
  if (percentile === null) return <Unknown word="not enough" reason={`n = ${n}`} />
  return (
    <span
      className="row justify-end"
      title={`higher than ${percentile}% of ${formatCount(n)} values of its own history`}
    >
      <svg className="rangebar" width="86" height="10" aria-hidden="true">
        <rect className="track" x="0" y="4" width="86" height="2" rx="1" />
        <rect className="mark" x={Number(percentile) * 0.83} y="1" width="3" height="8" rx="1.5" />
      </svg>
      <span className="min-w-10">{ordinal(Number(percentile))}</span>
    </span>
  )
}

function RegimeChip({ of: { regime, n } }: { of: Regime }) {
  if (regime === null) return <Unknown word="not enough" reason={`n = ${n}`} />
  return <span className={`chip h-5 px-[6px] ${TONES[regime] ?? ''}`}>{REGIMES[regime]}</span>
}

function Row({ of, names }: { of: Regime; names: Names }) {
  return (
    <tr data-coin={of.coin_id} className={of.stale ? 'is-stale' : undefined}>
      <th scope="row" className="col-coin">
        <span className="coin">
          <CoinIcon symbol={names.symbol(of.coin_id)} />
          <CoinLink id={of.coin_id} className="nm">
            {names.name(of.coin_id)}
          </CoinLink>
        </span>
      </th>
      <td className="num px">
        {of.volatility === null ? <Unknown reason={figureReason(of.reason)} /> : percentOf(of.volatility)}
      </td>
      <td className="num">
        <Percentile of={of} />
      </td>
      <td>
        <RegimeChip of={of} />
      </td>
      <td className="num t2" title={`${formatCount(of.independent_n)} windows that do not overlap`}>
        {formatCount(of.n)}
      </td>
      <td className="t2">{of.status ?? '—'}</td>
    </tr>
  )
}

function Table({ regimes, names }: { regimes: readonly Regime[]; names: Names }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            <th className="num" aria-sort="descending">
              Volatility a year
            </th>
            <th className="num">Percentile</th>
            <th>Regime</th>
            <th className="num">n</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {regimes.map((one) => (
            <Row key={one.coin_id} of={one} names={names} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

const windowText = ({ interval, period }: Regime): string =>
  `${period} returns of ${STEP_WORDS[interval]}, scaled to a year of 365 d`

function Body({ found, names }: { found: ReturnType<typeof useRegimes>; names: Names }) {
  const { regimes, pending, error, retry } = found
  if (regimes.length > 0) {
    return (
      <>
        <Table regimes={regimes} names={names} />
        <NotRenewed what="some volatilities" error={error} retry={retry} />
      </>
    )
  }
  if (error) return <Failed what="The volatilities" error={error} retry={retry} />
  if (pending) return <Loading what="the volatilities" rows={8} />
  return (
    <Empty icon={Gauge} title="No coin is chosen">
      Choose the coins above.
    </Empty>
  )
}

export function RankingCard({ coins, names }: { coins: readonly string[]; names: Names }) {
  const found = useRegimes(coins)
  const { regimes } = found
  const [first] = regimes
  return (
    <section className="card" aria-label="Volatility">
      <div className="hd flex-wrap">
        <h2>Volatility</h2>
        {first && <span className="xs t3">{windowText(first)}</span>}
        <span className="grow" />
        {first && <ChartButtons onCsv={() => saveTable('volatility', RANKING_HEAD, rankingRows(regimes))} />}
      </div>
      <Body found={found} names={names} />
      <div className="ft">
        Percentile: of its own history, how much was calmer. n counts overlapping windows; fewer stand side by side.
      </div>
    </section>
  )
}
