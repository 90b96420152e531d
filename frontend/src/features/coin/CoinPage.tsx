/** The coin's page: price, chart, completeness, exchanges, trades and analytics. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '@/api/client'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { usePreferences } from '@/lib/preferences'
import { useAlertOf } from '@/ui/AlertBell'
import { LinkNotice } from '@/ui/LinkNotice'
import { Failed, Loading } from '@/ui/states'
import { useWatch } from '@/ui/WatchStar'
import type { Span } from './chart/grid'
import type { Period } from './LedgerEntryLine'
import { INTERVAL_MS } from './ranges'
import { ChartCard } from './ChartCard'
import { CoinCrumb } from './CoinCrumb'
import { CompletenessCard } from './CompletenessCard'
import { ExchangesCard } from './ExchangesCard'
import { Head, Stats } from './Head'
import { useRegistry } from './indicators/useIndicators'
import { MovesWithCard } from './MovesWithCard'
import { NotFound } from './NotFound'
import { readCoinSearch, type CoinSearch } from './search'
import { SentimentCard } from './SentimentCard'
import { TradesCard } from './TradesCard'
import { useChart, type ChartModel } from './useChart'
import { useCoin, type CoinState } from './useCoin'
import { VolatilityCard } from './VolatilityCard'

interface Props {
  id: string
  search: CoinSearch
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
  onCoin: (id: string, replace: boolean) => void
  onMarket: () => void
  /** Opens the dialog of an alert on a coin. */
  onAlert: (id: string) => void
}

/** `j` and `k` open the next and the previous coin by rank, `s` watches this one, `a` sets an alert on it. */
function useKeys(id: string, { onCoin, onMarket }: Props, alert: (id: string) => void): void {
  const coins = useQuery(coinsQuery).data ?? []
  const at = coins.findIndex((coin) => coin.coin_id === id)
  const go = (by: number) => {
    const next = coins[(at + by + coins.length) % coins.length]
    if (at !== -1 && next) onCoin(next.coin_id, false)
  }
  const watch = useWatch()
  useShortcuts({ j: () => go(1), k: () => go(-1), s: () => watch(id), a: () => alert(id), Escape: onMarket })
}

/** The time of slots on the rail, ms. */
function periodOf({ slots, interval }: ChartModel, { from, to }: Span): Period {
  return { from: slots[from]?.time ?? 0, to: (slots[to]?.time ?? 0) + INTERVAL_MS[interval] }
}

type BodyProps = Props & Omit<CoinState, 'coin'> & { coin: Coin }

function Body({ coin, price, decimals, search, onSearch }: BodyProps) {
  const registry = useRegistry()
  const choice = useMemo(() => readCoinSearch(search, registry), [search, registry])
  const model = useChart(coin, price, choice)
  const ledger = useRef<HTMLElement>(null)
  const [picked, setPicked] = useState<Period | null>(null)
  const onSpan = (span: Span) => {
    if (span.state === 'complete' || span.state === 'unknown' || span.state === 'open') return
    setPicked(periodOf(model, span))
    ledger.current?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Head coin={coin} price={price} decimals={decimals} />
      <LinkNotice misfits={choice.misfits} onSearch={onSearch} />
      <div className="coin-grid">
        <ChartCard {...{ coin, price, decimals, model, choice, onSearch, onSpan }} />
        <div className="stack side">
          <div className="only-phone card p-3">
            <Stats coin={coin} price={price} decimals={decimals} />
          </div>
          <ExchangesCard price={price} decimals={decimals} />
          <CompletenessCard ref={ledger} coinId={coin.coin_id} model={model} picked={picked} onPick={setPicked} />
          <VolatilityCard coinId={coin.coin_id} />
          <MovesWithCard coinId={coin.coin_id} />
        </div>
        <SentimentCard coinId={coin.coin_id} />
        <TradesCard
          coinId={coin.coin_id}
          decimals={decimals}
          tape={choice.tape}
          onTape={(tape) => onSearch({ tape: tape === 'all' ? undefined : tape }, false)}
        />
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
  const { id, onCoin } = props
  const state = useCoin(id)
  const { coin } = state
  const slug = coin?.coin_id ?? id
  usePreferences(({ time_zone }) => time_zone) // renders the page again, with its times, when the zone changes
  const alert = useAlertOf(props.onAlert)
  useKeys(slug, props, alert)
  useEffect(() => {
    if (slug !== id) onCoin(slug, true)
  }, [slug, id, onCoin])
  if (isUnknown(state.error)) return <NotFound id={id} />
  return (
    <>
      <CoinCrumb id={id} coin={coin} decimals={state.decimals} onAlert={props.onAlert} />
      {coin ? <Body key={coin.coin_id} {...props} {...state} coin={coin} /> : <Waiting id={id} {...state} />}
    </>
  )
}
