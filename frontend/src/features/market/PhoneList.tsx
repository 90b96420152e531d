/** The market on a phone: rows of 56 px with star, coin, 24 h spark, price and change, bell. */
import { memo } from 'react'
import type { Coin } from '@/api/types'
import { useQuiet } from '@/stream/useStream'
import { AlertBell } from '@/ui/AlertBell'
import { Spark } from '@/ui/figures'
import { Change, useIsStale } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { VolumeText } from '@/ui/VolumeText'
import { WatchStar } from '@/ui/WatchStar'
import { lastDay, PriceCell } from './cells'
import { useNewest } from './useNewest'

interface Props {
  onAlert: (coinId: string) => void
  /** What is unusual about a coin, in words. */
  notes: ReadonlyMap<string, string>
}

const PhoneRow = memo(function PhoneRow({
  coin,
  note,
  onAlert,
}: { coin: Coin; note: string | undefined } & Pick<Props, 'onAlert'>) {
  const figures = useNewest(coin)
  const quiet = useQuiet(coin.coin_id, figures.quiet)
  const stale = useIsStale({ asOf: figures.as_of, stale: figures.stale, quiet })
  return (
    <div className="phone-row with-actions" data-coin={coin.coin_id}>
      <WatchStar coin={coin} />
      <CoinLink id={coin.coin_id} className="phone-link">
        <span className="grow">
          <b className="b block truncate">{coin.name}</b>
          <span className="xs t3 block truncate">
            {coin.symbol} · <VolumeText volume={figures} />
          </span>
          {note !== undefined && <span className="xs stale block truncate">{note}</span>}
        </span>
        <Spark
          closes={lastDay(coin)}
          price={figures.price}
          changePercent={figures.change_24h_percent}
          label={`${coin.name}, last 24 hours`}
          width={56}
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
      <AlertBell coinId={coin.coin_id} name={coin.name} onAlert={onAlert} />
    </div>
  )
})

export function PhoneList({ coins, onAlert, notes }: Props & { coins: Coin[] }) {
  return (
    <div>
      {coins.map((coin) => (
        <PhoneRow key={coin.coin_id} coin={coin} note={notes.get(coin.coin_id)} onAlert={onAlert} />
      ))}
    </div>
  )
}
