/** The coin's page: price, chart, completeness, exchanges, trades and analytics. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '@/api/client'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { marketView } from '@/lib/marketView'
import { usePreferences } from '@/lib/preferences'
import { Crumb, useTitle } from '@/ui/Crumb'
import { Failed, Loading } from '@/ui/states'
import type { Span } from './chart/grid'
import { ChartCard } from './ChartCard'
import { CompletenessCard } from './CompletenessCard'
import { ExchangesCard } from './ExchangesCard'
import { Head, Stats } from './Head'
import { MovesWithCard } from './MovesWithCard'
import { NotFound } from './NotFound'
import type { CoinSearch } from './search'
import { TradesCard } from './TradesCard'
import { useChart } from './useChart'
import { useCoin, type CoinState } from './useCoin'
import { VolatilityCard } from './VolatilityCard'

interface Props {
  id: string
  search: CoinSearch
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
  onCoin: (id: string, replace: boolean) => void
  onMarket: () => void
}

function CoinCrumb({ name, symbol }: { name: string; symbol: string }) {
  return (
    <Crumb title={name}>
      <Link className="t3 not-phone hover:underline" to="/dashboard" search={marketView()}>
        Market
      </Link>
      <span className="t3 not-phone" aria-hidden="true">
        /
      </span>
      <Link className="icb only-phone -ml-3" aria-label="Market" to="/dashboard" search={marketView()}>
        <ChevronLeft className="i" aria-hidden />
      </Link>
      <h1 className="crumb">{name}</h1>
      <span className="t3">{symbol}</span>
      <span className="row not-phone roomy ml-2 gap-1">
        <span className="kbd">J</span>
        <span className="kbd">K</span>
        <span className="xs t3">next, previous coin</span>
      </span>
    </Crumb>
  )
}

/** `j` and `k` open the next and the previous coin by rank. */
function useNeighbours(id: string, onCoin: Props['onCoin'], onMarket: () => void): void {
  const coins = useQuery(coinsQuery).data ?? []
  const at = coins.findIndex((coin) => coin.coin_id === id)
  const go = (by: number) => {
    const next = coins[(at + by + coins.length) % coins.length]
    if (at !== -1 && next) onCoin(next.coin_id, false)
  }
  useShortcuts({ j: () => go(1), k: () => go(-1), Escape: onMarket })
}

type BodyProps = Props & Omit<CoinState, 'coin'> & { coin: Coin }

function Body({ coin, price, decimals, search, onSearch }: BodyProps) {
  const model = useChart(coin, price, search)
  const ledger = useRef<HTMLElement>(null)
  const [picked, setPicked] = useState<Span | null>(null)
  const onSpan = (span: Span) => {
    if (span.state === 'complete' || span.state === 'open') return
    setPicked(span)
    ledger.current?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Head coin={coin} price={price} decimals={decimals} />
      <div className="cols coin-grid">
        <ChartCard {...{ coin, price, decimals, model, search, onSearch, onSpan }} />
        <div className="stack">
          <div className="only-phone card p-3">
            <Stats coin={coin} price={price} decimals={decimals} />
          </div>
          <ExchangesCard price={price} decimals={decimals} />
          <CompletenessCard
            ref={ledger}
            coinId={coin.coin_id}
            venue={search.venue}
            slots={model.slots}
            spans={model.spans}
            interval={model.interval}
            source={model.source}
            picked={picked}
            onPick={setPicked}
          />
          <VolatilityCard coinId={coin.coin_id} />
        </div>
      </div>
      <div className="cols coin-grid mt-4">
        <TradesCard coinId={coin.coin_id} decimals={decimals} />
        <MovesWithCard coinId={coin.coin_id} />
      </div>
    </>
  )
}

function Waiting({ id, error, refetch }: { id: string; error: Error | null; refetch: () => void }) {
  return (
    <section className="card">
      {error ? <Failed what="The coin" error={error} retry={refetch} /> : <Loading what={id} rows={14} />}
    </section>
  )
}

const isUnknown = (error: Error | null): boolean => error instanceof ApiError && error.status === 404

export function CoinPage(props: Props) {
  const { id, onCoin, onMarket } = props
  const state = useCoin(id)
  const { coin } = state
  const { coin_id: slug, name, symbol } = coin ?? { coin_id: id, name: id, symbol: '' }
  usePreferences(({ time_zone }) => time_zone) // renders the page again, with its times, when the zone changes
  useTitle(name)
  useNeighbours(slug, onCoin, onMarket)
  useEffect(() => {
    if (slug !== id) onCoin(slug, true)
  }, [slug, id, onCoin])
  if (isUnknown(state.error)) return <NotFound id={id} />
  return (
    <>
      <CoinCrumb name={name} symbol={symbol} />
      {coin ? <Body key={coin.coin_id} {...props} {...state} coin={coin} /> : <Waiting id={id} {...state} />}
    </>
  )
}
