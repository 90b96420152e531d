/** How the coin moved with the largest others: correlation of hourly returns over seven days, with its n. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { coinsQuery, correlationQuery } from '@/api/queries'
import type { Coin, Correlation } from '@/api/types'
import { compareAnalytics, pairAnalytics } from '@/lib/analyticsView'
import { MINUS, roundText } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { CoinIcon, Unknown } from '@/ui/badges'
import { Provenance } from '@/ui/Provenance'
import { Failed, Loading } from '@/ui/states'
import { oldest } from './moves'

const OTHERS = 6
const WANTED = 168

interface Answer {
  coin: Coin
  data: Correlation | undefined
  error: Error | null
}

function Figure({ value, n }: { value: string; n: number }) {
  return (
    <>
      <span className="xs t3">n = {n}</span>
      <i className="bar-track" style={{ width: `${Math.abs(Number(value)) * 90}px` }} aria-hidden="true" />
      <b className="b num min-w-9">{roundText(value, 2).replace('-', MINUS)}</b>
    </>
  )
}

function Value({ data, error }: Answer) {
  if (!data)
    return error ? <Unknown word="not read" reason={error.message} /> : <Unknown word="…" reason="Being loaded" />
  const { value, n, reason } = data
  if (value !== null) return <Figure value={value} n={n} />
  return <Unknown word={reason === 'no_variance' ? 'does not vary' : 'not enough'} reason={`n = ${n} of ${WANTED}`} />
}

/** Leads to what is behind the figure: the pair in Analytics. */
function Row({ coinId, fees, ...answer }: Answer & { coinId: string; fees: string }) {
  const { coin } = answer
  return (
    <Link className="line hover:bg-[var(--hover)]" to="/analytics" search={pairAnalytics(coinId, coin.coin_id, fees)}>
      <CoinIcon symbol={coin.symbol} />
      <span className="grow">{coin.name}</span>
      <Value {...answer} />
    </Link>
  )
}

function useMoves(coinId: string) {
  const coins = useQuery(coinsQuery)
  const others = (coins.data ?? []).filter((coin) => coin.coin_id !== coinId).slice(0, OTHERS)
  const answers = useQueries({ queries: others.map((coin) => correlationQuery(coinId, coin.coin_id)) })
  const rows = others.map((coin, index) => ({
    ...{ coin, data: answers[index]?.data, error: answers[index]?.error ?? null },
  }))
  rows.sort((a, b) => Number(b.data?.value ?? -2) - Number(a.data?.value ?? -2))
  const isFailed = rows.length > 0 && rows.every(({ data, error }) => error && !data)
  const error = coins.data ? (isFailed ? (rows[0]?.error ?? null) : null) : coins.error
  const retry = () => [coins, ...answers].filter((one) => one.error).forEach((one) => void one.refetch())
  return { rows, error, retry, pending: coins.isPending }
}

function Foot({ coinId, rows, fees }: { coinId: string; rows: readonly Answer[]; fees: string }) {
  const age = oldest(rows.flatMap(({ data }) => data ?? []))
  const coins = [coinId, ...rows.map(({ coin }) => coin.coin_id)]
  return (
    <div className="ft">
      <Link className="linklike row gap-1" to="/analytics" search={compareAnalytics(coins, fees)}>
        Compare in Analytics <ChevronRight className="i s" aria-hidden />
      </Link>
      <span className="grow" />
      {age && <Provenance of={age} />}
    </div>
  )
}

export function MovesWithCard({ coinId }: { coinId: string }) {
  const fees = usePreferences(({ taker_fees }) => taker_fees)
  const { rows, error, retry, pending } = useMoves(coinId)
  return (
    <section className="card moves" aria-label="Moves with">
      <div className="hd">
        <h2>Moves with</h2>
        <span className="grow" />
        <span className="xs t3">largest coins, 7 d of 1 h returns</span>
      </div>
      {error ? (
        <Failed what="The correlations" error={error} retry={retry} />
      ) : pending ? (
        <Loading what="the correlations" rows={OTHERS} />
      ) : (
        rows.map((row) => <Row key={row.coin.coin_id} {...row} {...{ coinId, fees }} />)
      )}
      {rows.length > 0 && <Foot {...{ coinId, rows, fees }} />}
    </section>
  )
}
