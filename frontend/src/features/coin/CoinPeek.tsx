/** The selected coin beside the table, from 1900 px up. */
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Coin, Price } from '@/api/types'
import { reasonText } from '@/lib/venues'
import { Change, CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { PriceText } from '@/ui/PriceText'
import { usdVenue } from './exchanges'
import { ExchangesCard } from './ExchangesCard'
import { Plot } from './Plot'
import { readCoinSearch, type ChartChoice } from './search'
import { SourceLine } from './SourceLine'
import { TradesCard } from './TradesCard'
import { useChart } from './useChart'
import { useCoin } from './useCoin'

const CHOICE = readCoinSearch({ range: '7D' })
/** Beside a price in USD stands a chart in USD, where an exchange trades the coin for it. */
const choiceFor = ({ venues }: Coin): ChartChoice => ({ ...CHOICE, venue: usdVenue(venues) })
const ignore = (): void => undefined

interface BodyProps {
  coin: Coin
  price: Price | undefined
  decimals: number | undefined
}

function Body({ coin, price, decimals }: BodyProps) {
  const [choice] = useState(() => choiceFor(coin))
  const model = useChart(coin, price, choice)
  const figures = price ?? coin
  return (
    <>
      <section className="card" aria-label={coin.name}>
        <div className="hd">
          <CoinIcon symbol={coin.symbol} />
          <h2>{coin.name}</h2>
          <span className="t3">{coin.symbol}</span>
          <span className="grow" />
          <span className="px text-[18px]!">
            <PriceText price={figures.price} decimals={decimals} reason={reasonText(figures.reason ?? 'no_data')} />
          </span>
          <span className="b">
            <Change percent={figures.change_24h_percent} />
          </span>
          <CoinLink id={coin.coin_id} className="btn ghost">
            Open <ChevronRight className="i s" aria-hidden />
          </CoinLink>
        </div>
        <SourceLine {...{ coin, price, model }} />
        <Plot
          coin={coin}
          model={model}
          choice={choice}
          decimals={decimals}
          peek
          onCursor={ignore}
          onSpan={ignore}
          onView={ignore}
          onReady={ignore}
        />
      </section>
      <ExchangesCard price={price} decimals={decimals} />
      <TradesCard coinId={coin.coin_id} decimals={decimals} />
    </>
  )
}

export function CoinPeek({ coinId }: { coinId: string }) {
  const { coin, price, decimals } = useCoin(coinId)
  return coin ? (
    <Body coin={coin} price={price} decimals={decimals} />
  ) : (
    <div className="card h-[560px]" aria-hidden="true" />
  )
}
