/** Portfolio: what it is worth and why, what it earned, its ledger, what its owner watches. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { portfoliosQuery, type PortfolioSettings } from '@/api/portfolio'
import { useShortcuts } from '@/lib/keys'
import { ChipSelect } from '@/ui/ChipSelect'
import { Crumb } from '@/ui/Crumb'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { LinkNotice } from '@/ui/LinkNotice'
import { Failed, Loading } from '@/ui/states'
import { benchmarksOf } from './benchmarks'
import { FirstPortfolio } from './FirstPortfolio'
import { Over } from './Over'
import { readPortfolioSearch, type PortfolioSearch } from './search'
import { NewPortfolioDialog } from './SettingsDialog'
import { Tools, type Doing } from './Tools'
import { currencyOf, useNames } from './useNames'
import { useLivePortfolio } from './useLivePortfolio'
import { Shown, type OnSearch } from './Views'

interface OneProps {
  portfolios: PortfolioSettings[]
  settings: PortfolioSettings
  search: PortfolioSearch
  onSearch: OnSearch
  doing: Doing | null
  onDo: (doing: Doing | null) => void
}

function OnePortfolio(props: OneProps) {
  const { portfolios, settings, search, onSearch, onDo } = props
  const names = useNames()
  const benchmarks = benchmarksOf(portfolios, settings)
  const choice = readPortfolioSearch(search, benchmarks)
  const { data: portfolio, error, refetch } = useLivePortfolio(settings.portfolio_id)
  const currency = currencyOf(settings.base_currency, names)
  useShortcuts({ n: () => onDo('transaction') })
  return (
    <>
      <Tools
        settings={settings}
        view={choice.view}
        onView={(view) => onSearch({ view: view === 'overview' ? undefined : view }, true)}
        onDo={onDo}
      />
      <LinkNotice misfits={choice.misfits} onSearch={onSearch} />
      {portfolio ? (
        <ErrorBoundary key={choice.view} what="The portfolio">
          <Shown
            portfolio={portfolio}
            choice={choice}
            benchmarks={benchmarks}
            currency={currency}
            names={names}
            onSearch={onSearch}
          />
          <Over {...props} portfolio={portfolio} names={names} currency={currency} />
        </ErrorBoundary>
      ) : error ? (
        <Failed what="The portfolio" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="the portfolio" />
      )}
    </>
  )
}

/** The last choice in the list of portfolios. */
const ANOTHER = { value: 'new', label: 'New portfolio…' }

function Title({
  portfolios,
  chosen,
  onSearch,
}: {
  portfolios: PortfolioSettings[]
  chosen: PortfolioSettings | undefined
  onSearch: OnSearch
}) {
  const [adding, setAdding] = useState(false)
  const options = portfolios.map(({ portfolio_id: value, name: label }) => ({ value, label }))
  const show = (id: string) => onSearch({ id, lots: undefined, bench: undefined }, true)
  return (
    <Crumb title="Portfolio">
      <h1>Portfolio</h1>
      {chosen && (
        <ChipSelect
          label="Which portfolio"
          options={[...options, ANOTHER]}
          value={chosen.portfolio_id}
          onChange={(id) => (id === ANOTHER.value ? setAdding(true) : show(id))}
        />
      )}
      {adding && (
        <NewPortfolioDialog
          onClose={() => setAdding(false)}
          onDone={(id) => {
            setAdding(false)
            show(id)
          }}
        />
      )}
    </Crumb>
  )
}

function Unknown({ onBack }: { onBack: () => void }) {
  return (
    <section className="card p-4" role="alert">
      <h2>This portfolio does not exist or is not yours.</h2>
      <button type="button" className="btn mt-2" onClick={onBack}>
        Show my portfolios
      </button>
    </section>
  )
}

interface Props {
  search: PortfolioSearch
  onSearch: OnSearch
}

function Chosen({ portfolios, search, onSearch }: Props & { portfolios: PortfolioSettings[] }) {
  const [doing, setDoing] = useState<Doing | null>(null)
  const chosen = chosenOf(portfolios, search)
  const begin = (id: string, next: Doing) => {
    onSearch({ id }, false)
    setDoing(next)
  }
  if (chosen) {
    return (
      <OnePortfolio
        key={chosen.portfolio_id}
        portfolios={portfolios}
        settings={chosen}
        search={search}
        onSearch={onSearch}
        doing={doing}
        onDo={setDoing}
      />
    )
  }
  if (search.id) return <Unknown onBack={() => onSearch({ id: undefined }, false)} />
  return <FirstPortfolio onCreated={begin} />
}

/** The oldest one, unless the link says which. */
const chosenOf = (portfolios: PortfolioSettings[], { id }: PortfolioSearch): PortfolioSettings | undefined =>
  id ? portfolios.find((one) => one.portfolio_id === id) : portfolios.at(-1)

export function PortfolioPage({ search, onSearch }: Props) {
  const { data: portfolios, error, refetch } = useQuery(portfoliosQuery)
  return (
    <>
      <Title portfolios={portfolios ?? []} chosen={chosenOf(portfolios ?? [], search)} onSearch={onSearch} />
      {portfolios ? (
        <Chosen portfolios={portfolios} search={search} onSearch={onSearch} />
      ) : error ? (
        <Failed what="The portfolios" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="portfolios" />
      )}
    </>
  )
}
