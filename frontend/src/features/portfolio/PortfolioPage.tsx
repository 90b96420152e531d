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
import { readPortfolioSearch, type PortfolioChoice, type PortfolioSearch } from './search'
import { NewPortfolioDialog } from './SettingsDialog'
import { Tools, type Doing } from './Tools'
import { currencyOf, useNames } from '@/api/coinNames'
import { useLivePortfolio } from './useLivePortfolio'
import { Shown, type OnSearch } from './Views'

/** What another feature brings: the view of the alerts, and the dialog of one on a coin. */
interface Alerts {
  alerts: React.ReactNode
  onAlert: (coinId: string) => void
}

interface OneProps extends Alerts {
  portfolios: PortfolioSettings[]
  settings: PortfolioSettings
  search: PortfolioSearch
  onSearch: OnSearch
  doing: Doing | null
  onDo: (doing: Doing | null) => void
}

/** What needs the portfolio's figures; the alerts are shown without them. */
function Valued(props: OneProps & { choice: PortfolioChoice }) {
  const { portfolios, settings, choice, onSearch, onAlert } = props
  const benchmarks = benchmarksOf(portfolios, settings)
  const names = useNames()
  const { data: portfolio, error, refetch } = useLivePortfolio(settings.portfolio_id)
  const currency = currencyOf(settings.base_currency, names)
  const shown = { choice, benchmarks, currency, names, onSearch, onAlert }
  const isAlerts = choice.view === 'alerts'
  if (!portfolio && isAlerts) return null
  if (!portfolio)
    return error ? (
      <Failed what="The portfolio" error={error} retry={() => void refetch()} />
    ) : (
      <Loading what="the portfolio" />
    )
  return (
    <ErrorBoundary key={choice.view} what="The portfolio">
      {!isAlerts && <Shown portfolio={portfolio} {...shown} />}
      <Over {...props} portfolio={portfolio} names={names} currency={currency} />
    </ErrorBoundary>
  )
}

function OnePortfolio(props: OneProps) {
  const { portfolios, settings, search, onSearch, onDo } = props
  const choice = readPortfolioSearch(search, benchmarksOf(portfolios, settings))
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
      {choice.view === 'alerts' && <ErrorBoundary what="The alerts">{props.alerts}</ErrorBoundary>}
      <Valued {...props} choice={choice} />
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
      <h1 className={chosen && 'sr-phone'}>Portfolio</h1>
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

interface Props extends Alerts {
  search: PortfolioSearch
  onSearch: OnSearch
}

function Chosen({ portfolios, ...props }: Props & { portfolios: PortfolioSettings[] }) {
  const { search, onSearch } = props
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
        {...props}
        doing={doing}
        onDo={setDoing}
      />
    )
  }
  if (search.id) return <Unknown onBack={() => onSearch({ id: undefined }, false)} />
  if (search.view === 'alerts') return props.alerts
  return <FirstPortfolio onCreated={begin} />
}

/** The oldest one, unless the link says which. */
const chosenOf = (portfolios: PortfolioSettings[], { id }: PortfolioSearch): PortfolioSettings | undefined =>
  id ? portfolios.find((one) => one.portfolio_id === id) : portfolios.at(-1)

export function PortfolioPage(props: Props) {
  const { search, onSearch } = props
  const { data: portfolios, error, refetch } = useQuery(portfoliosQuery)
  return (
    <>
      <Title portfolios={portfolios ?? []} chosen={chosenOf(portfolios ?? [], search)} onSearch={onSearch} />
      {portfolios ? (
        <Chosen portfolios={portfolios} {...props} />
      ) : error ? (
        <Failed what="The portfolios" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="portfolios" />
      )}
    </>
  )
}
