/** Beside the sign-in form: a few live prices and the state of the exchanges. */
import { useQuery } from '@tanstack/react-query'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { VenueLine } from '@/features/market/VenueLine'
import { decimalsOf, lastDay } from '@/features/market/cells'
import { formatTime, zoneName } from '@/lib/time'
import { reasonText } from '@/lib/venues'
import { useDerivedFromNow, usePrice, useQuiet } from '@/stream/useStream'
import { useVenues } from '@/stream/useVenues'
import { Spark } from '@/ui/figures'
import { Change, CoinIcon, Fresh } from '@/ui/badges'
import { PriceText } from '@/ui/PriceText'
import { Loading } from '@/ui/states'

const SHOWN = 5

function Row({ coin }: { coin: Coin }) {
  const figures = usePrice(coin.coin_id) ?? coin
  const quiet = useQuiet(coin.coin_id, figures.quiet)
  return (
    <li className="entry-prices">
      <span className="coin">
        <CoinIcon symbol={coin.symbol} />
        <span className="nm">{coin.name}</span>
        <span className="sy">{coin.symbol}</span>
      </span>
      <Spark
        closes={lastDay(coin)}
        price={figures.price}
        changePercent={figures.change_24h_percent}
        label={`${coin.name}, last 24 h`}
      />
      <span className="pxcell num">
        <Fresh asOf={figures.as_of} stale={figures.stale} quiet={quiet} />
        <span className="px">
          <PriceText
            price={figures.price}
            decimals={decimalsOf(coin)}
            reason={reasonText(figures.reason ?? 'no_data')}
          />
        </span>
      </span>
      <span className="num b">
        <Change percent={figures.change_24h_percent} />
      </span>
    </li>
  )
}

function Clock() {
  const text = useDerivedFromNow((now) => `${formatTime(new Date(now))} ${zoneName(new Date(now))}`)
  return <span className="xs t3 num">{text} · 24 h</span>
}

export function RightNow() {
  const { data: coins } = useQuery(coinsQuery)
  const venues = useVenues()
  return (
    <div className="stack gap-4">
      <section className="card">
        <div className="hd">
          <h2 className="grow">Right now</h2>
          <Clock />
        </div>
        {coins ? (
          <ul>
            {coins.slice(0, SHOWN).map((coin) => (
              <Row key={coin.coin_id} coin={coin} />
            ))}
          </ul>
        ) : (
          <Loading what="prices" rows={SHOWN} />
        )}
      </section>
      <section className="card">
        <div className="hd">
          <h2>Exchanges</h2>
        </div>
        <div className="bd entry-exchanges">
          {venues.map((venue) => (
            <VenueLine key={venue.venue} venue={venue} />
          ))}
        </div>
      </section>
      <p className="t3 sm">
        Prices are read from public feeds. Every number says how old it is, where it came from and whether anything is
        missing.
      </p>
    </div>
  )
}
