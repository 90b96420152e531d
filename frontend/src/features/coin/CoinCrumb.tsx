/** The coin in the top bar; in the browser's tab with its price and change. */
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { memo } from 'react'
import type { Coin } from '@/api/types'
import { formatChange, formatPrice } from '@/lib/format'
import { freshness } from '@/lib/freshness'
import { marketView } from '@/lib/marketView'
import { isQuiet, useTickers } from '@/stream/tickers'
import { useDerivedFromNow } from '@/stream/useStream'
import { AlertBell } from '@/ui/AlertBell'
import { Crumb } from '@/ui/Crumb'
import { WatchStar } from '@/ui/WatchStar'

type Figures = Pick<Coin, 'price' | 'change_24h_percent'>

/** `$67,010.20 +1.20% · BTC` */
export function tabTitle(symbol: string, { price, change_24h_percent: change }: Figures, decimals: number): string {
  if (price === null) return symbol
  const moved = change === null ? '' : ` ${formatChange(change).text}`
  return `$${formatPrice(price, decimals)}${moved} · ${symbol}`
}

/** In a tab there is no room for the age of a price: an old one is left out. */
function isOld(coinId: string, { as_of, stale, quiet }: Pick<Coin, 'as_of' | 'stale' | 'quiet'>, now: number): boolean {
  const asOf = as_of === null ? null : Date.parse(as_of)
  return freshness({ asOf, stale, quiet: isQuiet(coinId, quiet, now) }, now) === 'stale'
}

interface Props {
  id: string
  coin: Coin | undefined
  decimals: number | undefined
  onAlert: (id: string) => void
}

/** The stream's newest price is read when the page's clock ticks: a title that changes more often cannot be read. */
function useTab({ id, coin, decimals }: Omit<Props, 'onAlert'>): string {
  return useDerivedFromNow((now) => {
    if (!coin || decimals === undefined) return coin?.name ?? id
    const figures = useTickers.getState().prices[coin.coin_id] ?? coin
    return isOld(coin.coin_id, figures, now) ? coin.symbol : tabTitle(coin.symbol, figures, decimals)
  })
}

/** Not rendered with every price, as the page is. */
export const CoinCrumb = memo(function CoinCrumb(props: Props) {
  const { name, symbol } = props.coin ?? { name: props.id, symbol: '' }
  return (
    <Crumb title={name} tab={useTab(props)}>
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
      {props.coin && <WatchStar coin={props.coin} />}
      {props.coin && <AlertBell coinId={props.coin.coin_id} name={name} title="Alert (a)" onAlert={props.onAlert} />}
      <span className="row not-phone roomy ml-2 gap-1">
        <span className="kbd">J</span>
        <span className="kbd">K</span>
        <span className="xs t3">next, previous coin</span>
      </span>
    </Crumb>
  )
})
