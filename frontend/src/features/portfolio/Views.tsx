/** The parts of a portfolio: overview, performance, transactions, watchlists. */
import type { Portfolio } from '@/api/portfolio'
import { serverClock } from '@/stream/connection'
import { Allocation } from './Allocation'
import type { Benchmark } from './benchmarks'
import { ChartCard } from './ChartCard'
import { Holdings } from './Holdings'
import { PerformanceView } from './PerformanceView'
import { QuestionsCard } from './QuestionsCard'
import { BENCH, startOf, type PortfolioChoice, type PortfolioSearch } from './search'
import { Tiles } from './Tiles'
import { TransactionsView } from './TransactionsView'
import type { Names } from '@/api/coinNames'
import { WatchlistsView } from './WatchlistsView'

export type OnSearch = (change: { [name in keyof PortfolioSearch]?: string | undefined }, push: boolean) => void

export interface ViewProps {
  portfolio: Portfolio
  choice: PortfolioChoice
  benchmarks: readonly Benchmark[]
  currency: string
  names: Names
  onSearch: OnSearch
  /** Opens the dialog of an alert on a coin. */
  onAlert: (coinId: string) => void
}

function Overview({ portfolio, choice, benchmarks, currency, names, onSearch, onAlert }: ViewProps) {
  const id = portfolio.portfolio_id
  const start = startOf(choice.range, new Date(serverClock.now()))
  return (
    <div className="stack">
      <Tiles portfolio={portfolio} currency={currency} names={names} start={start} />
      <div className="cols portfolio-cols">
        <ChartCard {...{ id, currency, choice, start, benchmarks, names, onSearch }} />
        <Allocation holdings={portfolio.assets} names={names} currency={currency} />
      </div>
      <QuestionsCard portfolioId={id} names={names} />
      <Holdings
        holdings={portfolio.assets}
        names={names}
        currency={currency}
        onLots={(coin) => onSearch({ lots: coin }, true)}
        onAlert={onAlert}
      />
    </div>
  )
}

export function Shown(props: ViewProps) {
  const { portfolio, choice, currency, names, benchmarks, onSearch } = props
  const id = portfolio.portfolio_id
  if (choice.view === 'transactions') return <TransactionsView portfolioId={id} currency={currency} names={names} />
  if (choice.view === 'watchlists') return <WatchlistsView names={names} />
  if (choice.view === 'performance') {
    const start = startOf(choice.range, new Date(serverClock.now()))
    return (
      <PerformanceView
        portfolioId={id}
        start={start}
        currency={currency}
        names={names}
        bench={choice.bench}
        benchmarks={benchmarks}
        onBench={(bench) => onSearch({ bench: bench === BENCH ? undefined : bench }, false)}
      />
    )
  }
  return <Overview {...props} />
}
