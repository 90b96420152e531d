/** Portfolio: what it is worth and why, what it earned, its ledger, what its owner watches. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { portfolioQuery, portfoliosQuery, type Portfolio, type PortfolioSettings } from '@/api/portfolio'
import { serverClock } from '@/stream/connection'
import { useShortcuts } from '@/lib/keys'
import { ChipSelect } from '@/ui/ChipSelect'
import { Crumb } from '@/ui/Crumb'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { LinkNotice } from '@/ui/LinkNotice'
import { Failed, Loading } from '@/ui/states'
import { Allocation } from './Allocation'
import { FirstPortfolio } from './FirstPortfolio'
import { HistoryCard } from './HistoryCard'
import { Holdings } from './Holdings'
import { ImportDialog } from './ImportDialog'
import { LotsDialog } from './LotsDialog'
import { PerformanceView } from './PerformanceView'
import { QuestionsCard } from './QuestionsCard'
import { readPortfolioSearch, startOf, type PortfolioChoice, type PortfolioSearch } from './search'
import { Tiles } from './Tiles'
import { Tools } from './Tools'
import { TransactionDialog } from './TransactionDialog'
import { TransactionsView } from './TransactionsView'
import { currencyOf, useNames, type Names } from './useNames'
import { WatchlistsView } from './WatchlistsView'

type OnSearch = (change: { [name in keyof PortfolioSearch]?: string | undefined }, push: boolean) => void

interface ViewProps {
  portfolio: Portfolio
  choice: PortfolioChoice
  currency: string
  names: Names
  onSearch: OnSearch
}

function Overview({ portfolio, choice, currency, names, onSearch }: ViewProps) {
  const id = portfolio.portfolio_id
  const start = startOf(choice.range, new Date(serverClock.now()))
  return (
    <div className="stack">
      <Tiles portfolio={portfolio} currency={currency} names={names} start={start} />
      <div className="cols portfolio-cols">
        <HistoryCard
          id={id}
          currency={currency}
          range={choice.range}
          start={start}
          name={names.name}
          onRange={(range) => onSearch({ range: range === 'All' ? undefined : range }, false)}
        />
        <Allocation holdings={portfolio.assets} names={names} currency={currency} />
      </div>
      <QuestionsCard portfolioId={id} names={names} />
      <Holdings
        holdings={portfolio.assets}
        names={names}
        currency={currency}
        onLots={(coin) => onSearch({ lots: coin }, true)}
      />
    </div>
  )
}

function Shown(props: ViewProps) {
  const { portfolio, choice, currency, names } = props
  const id = portfolio.portfolio_id
  if (choice.view === 'transactions') return <TransactionsView portfolioId={id} currency={currency} names={names} />
  if (choice.view === 'watchlists') return <WatchlistsView names={names} />
  if (choice.view === 'performance') {
    const start = startOf(choice.range, new Date(serverClock.now()))
    return <PerformanceView portfolioId={id} start={start} currency={currency} names={names} />
  }
  return <Overview {...props} />
}

type Doing = 'transaction' | 'import' | null

interface OneProps {
  settings: PortfolioSettings
  search: PortfolioSearch
  onSearch: OnSearch
  doing: Doing
  onDo: (doing: Doing) => void
}

function OnePortfolio({ settings, search, onSearch, doing, onDo }: OneProps) {
  const names = useNames()
  const choice = readPortfolioSearch(search)
  const { data: portfolio, error, refetch } = useQuery(portfolioQuery(settings.portfolio_id))
  const currency = currencyOf(settings.base_currency, names)
  const close = () => onDo(null)
  useShortcuts({ n: () => onDo('transaction') })
  return (
    <>
      <Tools
        settings={settings}
        view={choice.view}
        onView={(view) => onSearch({ view: view === 'overview' ? undefined : view }, true)}
        onAdd={() => onDo('transaction')}
        onImport={() => onDo('import')}
      />
      <LinkNotice misfits={choice.misfits} onSearch={onSearch} />
      {error && !portfolio && <Failed what="The portfolio" error={error} retry={() => void refetch()} />}
      {!portfolio && !error && <Loading what="the portfolio" />}
      {portfolio && (
        <ErrorBoundary key={choice.view} what="The portfolio">
          <Shown portfolio={portfolio} choice={choice} currency={currency} names={names} onSearch={onSearch} />
        </ErrorBoundary>
      )}
      {portfolio && search.lots && (
        <LotsDialog
          portfolio={portfolio}
          coinId={search.lots}
          currency={currency}
          names={names}
          onClose={() => onSearch({ lots: undefined }, false)}
        />
      )}
      {doing === 'transaction' && <TransactionDialog portfolioId={settings.portfolio_id} onClose={close} />}
      {doing === 'import' && <ImportDialog portfolioId={settings.portfolio_id} onClose={close} />}
    </>
  )
}

function Title({ portfolios, chosen, onSearch }: { portfolios: PortfolioSettings[]; chosen: PortfolioSettings | undefined; onSearch: OnSearch }) {
  const options = portfolios.map(({ portfolio_id: value, name: label }) => ({ value, label }))
  return (
    <Crumb title="Portfolio">
      <h1>Portfolio</h1>
      {chosen && (
        <ChipSelect
          label="Which portfolio"
          options={options}
          value={chosen.portfolio_id}
          onChange={(id) => onSearch({ id, lots: undefined }, true)}
        />
      )}
    </Crumb>
  )
}

interface Props {
  search: PortfolioSearch
  onSearch: OnSearch
}

export function PortfolioPage({ search, onSearch }: Props) {
  const { data: portfolios, error, refetch } = useQuery(portfoliosQuery)
  const [doing, setDoing] = useState<Doing>(null)
  // The oldest one, unless the link says which.
  const chosen = search.id ? portfolios?.find((one) => one.portfolio_id === search.id) : portfolios?.at(-1)
  const begin = (id: string, next: Doing) => {
    onSearch({ id }, false)
    setDoing(next)
  }
  return (
    <>
      <Title portfolios={portfolios ?? []} chosen={chosen} onSearch={onSearch} />
      {error && !portfolios && <Failed what="The portfolios" error={error} retry={() => void refetch()} />}
      {!portfolios && !error && <Loading what="portfolios" />}
      {portfolios?.length === 0 && !search.id && <FirstPortfolio onCreated={begin} />}
      {portfolios && search.id && !chosen && (
        <section className="card p-4" role="alert">
          <h2>This portfolio does not exist or is not yours.</h2>
          <button type="button" className="btn mt-2" onClick={() => onSearch({ id: undefined }, false)}>
            Show my portfolios
          </button>
        </section>
      )}
      {chosen && (
        <OnePortfolio key={chosen.portfolio_id} settings={chosen} search={search} onSearch={onSearch} doing={doing} onDo={setDoing} />
      )}
    </>
  )
}
