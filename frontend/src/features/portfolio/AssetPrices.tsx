/** When a coin was bought and sold, on its price; and the way to its page. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { coinTransactionsQuery } from '@/api/portfolio'
import { candlesQuery } from '@/api/queries'
import { CoinLink } from '@/ui/CoinLink'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Loading } from '@/ui/states'
import { dealsOf, ofCoin, type Deal } from './deals'
import type { Names } from '@/api/coinNames'

const AssetPlot = lazy(() => import('./AssetPlot'))
const DAYS = 1000
const LEAST = 2

function sentence(name: string, deals: readonly Deal[]): string {
  const count = (side: Deal['side']): number => deals.filter((one) => one.side === side).length
  return `Price of ${name} with ${count('buy')} times bought and ${count('sell')} times sold.`
}

interface Props {
  portfolioId: string
  coinId: string
  names: Names
}

/** By day, and by the hour while there are not days enough to see anything. */
function useCandles(coinId: string) {
  const series = { coinId, venue: 'composite', limit: DAYS }
  const { data: days } = useQuery(candlesQuery({ ...series, interval: '1d' }))
  const few = days !== undefined && days.length < 7
  const { data: hours } = useQuery({ ...candlesQuery({ ...series, interval: '1h' }), enabled: few })
  return few ? hours : days
}

export function AssetPrices({ portfolioId, coinId, names }: Props) {
  const { data: rows } = useQuery(coinTransactionsQuery(portfolioId, coinId))
  const candles = useCandles(coinId)
  const deals = useMemo(() => {
    const times = candles?.map(({ open_time: time }) => time) ?? []
    return dealsOf(rows ?? [], times, ofCoin(coinId))
  }, [rows, candles, coinId])
  if (!names.coin(coinId)) return null
  const name = names.name(coinId)
  return (
    <section aria-label={`Price of ${name}`}>
      {!rows || !candles ? (
        <Loading what="prices" rows={4} />
      ) : (
        candles.length >= LEAST && (
          <ErrorBoundary what="The chart">
            <Suspense fallback={<Loading what="prices" rows={4} />}>
              <AssetPlot candles={candles} deals={deals} sentence={sentence(name, deals)} />
            </Suspense>
          </ErrorBoundary>
        )
      )}
      <p className="line sm t3">
        <span className="grow">B, S: bought and sold, of the newest 200 transactions.</span>
        <CoinLink id={coinId} className="linklike">
          Prices of {name}
        </CoinLink>
      </p>
    </section>
  )
}
