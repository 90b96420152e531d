/** The market on a phone: rows of 56 px with coin, 24 h spark, price and change. */
import { memo } from 'react'
import type { Coin } from '@/api/types'
import { useQuiet } from '@/stream/useStream'
import { Spark } from '@/ui/figures'
import { Change, CoinIcon, useIsStale } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { VolumeText } from '@/ui/VolumeText'
import { lastDay, PriceCell } from './cells'
import { useNewest } from './useNewest'

const PhoneRow = memo(function PhoneRow({ coin }: { coin: Coin }) {
  const figures = useNewest(coin)
  const quiet = useQuiet(coin.coin_id, figures.quiet)
  const stale = useIsStale({ asOf: figures.as_of, stale: figures.stale, quiet })
  return (
    <CoinLink id={coin.coin_id} className="phone-row" data-coin={coin.coin_id}>
      <CoinIcon symbol={coin.symbol} />
      <span className="grow">
        <span className="row gap-[6px]">
          <b className="b truncate">{coin.name}</b>
          <span className="t3 sm">{coin.symbol}</span>
        </span>
        <span className="xs t3">
          <VolumeText volume={figures} />
        </span>
      </span>
      <Spark
        closes={lastDay(coin)}
        price={figures.price}
        changePercent={figures.change_24h_percent}
        label={`${coin.name}, last 24 hours`}
        width={64}
      />
      <span className="figures">
        <span className={stale ? 'px is-stale' : 'px'}>
          <PriceCell coin={coin} figures={figures} quiet={quiet} />
        </span>
        <span className="sm b num">
          <Change percent={figures.change_24h_percent} />
        </span>
      </span>
    </CoinLink>
  )
})

export function PhoneList({ coins }: { coins: Coin[] }) {
  return (
    <div>
      {coins.map((coin) => (
        <PhoneRow key={coin.coin_id} coin={coin} />
      ))}
    </div>
  )
}
