/** How the figures of one holding come about: its lots, what was sold from them, the price. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lotsQuery, type Holding, type LotMethod, type Portfolio } from '@/api/portfolio'
import { Change, Fresh } from '@/ui/badges'
import { Dialog } from '@/ui/Dialog'
import { Segment } from '@/ui/Segment'
import { Failed, Loading } from '@/ui/states'
import { AssetPrices } from './AssetPrices'
import { Money, Quantity } from './Amount'
import { Gain } from './Gain'
import { Lots } from './Lots'
import { formatMoney, percentOf } from './money'
import { why } from './reasons'
import { Sold } from './Sold'
import type { Names } from '@/api/coinNames'

const METHODS = [
  { value: 'fifo', label: 'FIFO' },
  { value: 'lifo', label: 'LIFO' },
  { value: 'hifo', label: 'HIFO' },
  { value: 'average', label: 'Average' },
] as const satisfies { value: LotMethod; label: string }[]

interface Props {
  portfolio: Portfolio
  coinId: string
  currency: string
  names: Names
  onClose: () => void
}

/** Value, cost and gain, each with where it comes from. */
function Tiles({ holding, currency }: { holding: Holding; currency: string }) {
  const { price, cost_basis: cost, unrealized_pnl: gain } = holding
  return (
    <div className="tiles">
      <div className="tile">
        <span className="lab row">
          Value now <Fresh asOf={holding.price_as_of} stale={holding.price_stale} showAge />
        </span>
        <span className="val">
          <Money value={holding.value} currency={currency} word="unknown" reason={why(holding.reason)} />
        </span>
        <span className="sm t3">
          {price === null ? (
            why(holding.reason)
          ) : (
            <>
              <Quantity value={holding.quantity} /> × {formatMoney(price, currency)}
            </>
          )}
        </span>
      </div>
      <div className="tile">
        <span className="lab">Cost of open lots</span>
        <span className="val">
          <Money value={cost} currency={currency} reason={why('unknown_cost')} />
        </span>
        <span className="sm t3">fees included</span>
      </div>
      <div className="tile">
        <span className="lab">Unrealised gain</span>
        <span className="val">
          <Gain value={gain} currency={currency} reason={why(holding.reason ?? 'unknown_cost')} />
        </span>
        <span className="sm">{gain !== null && <Change percent={percentOf(gain, cost)} />}</span>
      </div>
    </div>
  )
}

interface FoundProps {
  id: string
  coinId: string
  method: LotMethod | undefined
  currency: string
  holding: Holding | undefined
}

function Found({ id, coinId, method, currency, holding }: FoundProps) {
  const { data, error, refetch } = useQuery(lotsQuery(id, coinId, method))
  if (error && !data) return <Failed what="The lots" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="lots" rows={4} />
  return (
    <>
      <Lots lots={data.lots} currency={currency} holding={method ? undefined : holding} />
      <Sold disposals={data.disposals} currency={currency} />
    </>
  )
}

export function LotsDialog({ portfolio, coinId, currency, names, onClose }: Props) {
  const { portfolio_id: id, lot_method: own } = portfolio
  const [method, setMethod] = useState<LotMethod>(own)
  const holding = portfolio.assets.find(({ coin_id: one }) => one === coinId)
  return (
    <Dialog open onOpenChange={onClose} title={`How the ${names.name(coinId)} figures come about`} drawer>
      {holding && <Tiles holding={holding} currency={currency} />}
      <AssetPrices portfolioId={id} coinId={coinId} names={names} />
      <div className="line flex-wrap">
        <span className="t2">Lot method</span>
        <Segment label="Lot method" options={METHODS} value={method} onChange={setMethod} />
        {method !== own && <span className="sm t3">Only shown here; the portfolio keeps {own.toUpperCase()}</span>}
      </div>
      <Found {...{ id, coinId, currency, holding }} method={method === own ? undefined : method} />
    </Dialog>
  )
}
