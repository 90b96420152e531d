/** The content of each cell of a row of holdings. */
import { Layers } from 'lucide-react'
import type { Holding } from '@/api/portfolio'
import { formatPercent, formatPrice, priceDecimals } from '@/lib/format'
import { AlertBell } from '@/ui/AlertBell'
import { Change, CoinIcon, Fresh, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Spark } from '@/ui/figures'
import { PriceText } from '@/ui/PriceText'
import { Hidden, Money, Quantity, useHidden } from './Amount'
import { Gain } from './Gain'
import type { HoldingColumn } from './holdingColumns'
import { changePercentOf, percentOf } from './money'
import { why } from './reasons'
import type { Names } from '@/api/coinNames'

export interface RowProps {
  holding: Holding
  names: Names
  currency: string
  onLots: (coinId: string) => void
  onAlert: (coinId: string) => void
}

const decimalsOf = (names: Names, { coin_id: id, price }: Holding): number | undefined =>
  priceDecimals(names.coin(id)?.tick, price)

export function Value({ holding, currency }: Pick<RowProps, 'holding' | 'currency'>) {
  return <Money value={holding.value} currency={currency} word="unknown" reason={why(holding.reason)} />
}

export function Name({ holding, names }: Pick<RowProps, 'holding' | 'names'>) {
  const { coin_id: id } = holding
  return (
    <span className="coin">
      <CoinIcon symbol={names.symbol(id)} />
      {names.coin(id) ? (
        <CoinLink id={id}>
          <span className="nm">{names.name(id)}</span>
        </CoinLink>
      ) : (
        <span className="nm">{names.name(id)}</span>
      )}
      <span className="sy">{names.symbol(id)}</span>
    </span>
  )
}

function AverageCost({ holding, names }: Pick<RowProps, 'holding' | 'names'>) {
  const { average_cost: cost } = holding
  const hidden = useHidden()
  if (hidden) return <Hidden />
  if (cost === null) return <Unknown reason={why('unknown_cost')} />
  return <span title={cost}>{formatPrice(cost, decimalsOf(names, holding))}</span>
}

export function Actions({ holding: { coin_id: id }, names, onLots, onAlert }: Omit<RowProps, 'currency'>) {
  return (
    <span className="inline-flex items-center">
      {names.coin(id) && <AlertBell coinId={id} name={names.name(id)} title="Alert" onAlert={onAlert} />}
      <button type="button" className="btn small" aria-label={`Lots of ${names.name(id)}`} onClick={() => onLots(id)}>
        <Layers className="i s" aria-hidden />
        Lots
      </button>
    </span>
  )
}

function Share({ holding: { share_percent: share } }: Pick<RowProps, 'holding'>) {
  if (share === null) return <>—</>
  return (
    <span className="share">
      {formatPercent(share)}
      <i aria-hidden="true">
        <i style={{ width: `${Math.min(100, Number(share))}%` }} />
      </i>
    </span>
  )
}

const NO_DAY = 'No price of 24 h ago'

export const CELLS: Record<HoldingColumn, (row: RowProps) => React.ReactNode> = {
  quantity: ({ holding }) => <Quantity value={holding.quantity} />,
  price: ({ holding, names }) => (
    <span className="pxcell">
      <Fresh asOf={holding.price_as_of} stale={holding.price_stale} />
      <PriceText price={holding.price} decimals={decimalsOf(names, holding)} reason={why(holding.reason)} />
    </span>
  ),
  change_24h: ({ holding }) => <Change percent={changePercentOf(holding)} reason={NO_DAY} />,
  last_7d: ({ holding, names }) => {
    const coin = names.coin(holding.coin_id)
    if (!coin) return <span className="sm t3">no exchange lists it</span>
    return (
      <Spark
        closes={coin.sparkline?.values ?? []}
        // The closes are in US dollars, whatever the currency of the portfolio is: so are the price and the change here.
        price={coin.price}
        changePercent={coin.change_7d_percent}
        label={`${coin.name}, last 7 days, in US dollars`}
      />
    )
  },
  value: ({ holding, currency }) => <Value holding={holding} currency={currency} />,
  gain_24h: ({ holding, currency }) => <Gain value={holding.value_change_24h} currency={currency} reason={NO_DAY} />,
  average_cost: ({ holding, names }) => <AverageCost holding={holding} names={names} />,
  unrealized: ({ holding: { unrealized_pnl: gain, cost_basis: cost, reason }, currency }) => (
    <span className="two-lines">
      <Gain value={gain} currency={currency} reason={why(reason ?? 'unknown_cost')} />
      {gain !== null && (
        <span className="sm">
          <Change percent={percentOf(gain, cost)} />
        </span>
      )}
    </span>
  ),
  share: ({ holding }) => <Share holding={holding} />,
}
