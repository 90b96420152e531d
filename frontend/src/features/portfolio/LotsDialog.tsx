/** How the figures of one holding come about: its lots, what was sold from them, the price. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lotsQuery, type Disposal, type Lot, type LotMethod, type Portfolio } from '@/api/portfolio'
import { Fresh } from '@/ui/badges'
import { Dialog } from '@/ui/Dialog'
import { ScrollX } from '@/ui/ScrollX'
import { Segment } from '@/ui/Segment'
import { Failed, Loading } from '@/ui/states'
import { AssetPrices } from './AssetPrices'
import { formatDate } from './dates'
import { Money, Quantity } from './Amount'
import { Gain } from './Gain'
import { formatMoney } from './money'
import { why } from './reasons'
import type { Names } from '@/api/coinNames'

const METHODS = [
  { value: 'fifo', label: 'FIFO' },
  { value: 'lifo', label: 'LIFO' },
  { value: 'hifo', label: 'HIFO' },
  { value: 'average', label: 'Average' },
] as const satisfies { value: LotMethod; label: string }[]

function LotRow({ lot, currency }: { lot: Lot; currency: string }) {
  return (
    <tr>
      <th scope="row">
        {formatDate(lot.acquired_at)}
        <br />
        <span className="sm t3">
          {lot.kind} of <Quantity value={lot.quantity} /> · {lot.wallet}
        </span>
      </th>
      <td className="num">
        <Money value={lot.unit_cost} currency={currency} reason={why('unknown_cost')} />
      </td>
      <td className="num b">
        <Quantity value={lot.remaining} />
      </td>
      <td className="num">
        <Money value={lot.cost} currency={currency} reason={why('unknown_cost')} />
      </td>
      <td className="num">
        <Gain value={lot.unrealized_pnl} currency={currency} reason={why('unknown_cost')} />
      </td>
    </tr>
  )
}

function Lots({ lots, currency }: { lots: Lot[]; currency: string }) {
  if (lots.length === 0) return <p className="t2 px-4 py-3">Nothing is held: every lot was sold or moved away.</p>
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th>Lot</th>
            <th className="num">Price paid</th>
            <th className="num">Left</th>
            <th className="num">Cost left</th>
            <th className="num">Gain</th>
          </tr>
        </thead>
        <tbody>
          {lots.map((lot) => (
            <LotRow key={lot.lot_id} lot={lot} currency={currency} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

const takenFrom = ({ lots }: Disposal): string =>
  lots.map(({ acquired_at: at }) => (at === null ? 'nowhere that is known' : `lot of ${formatDate(at)}`)).join(', ')

function SoldRow({ one, currency }: { one: Disposal; currency: string }) {
  return (
    <tr>
      <th scope="row">
        {formatDate(one.time)}
        <br />
        <span className="sm t3">{one.kind}</span>
      </th>
      <td className="num">
        <Quantity value={one.quantity} />
      </td>
      <td className="num">
        <Money value={one.proceeds} currency={currency} reason={why(one.reason)} />
      </td>
      <td className="t2">{takenFrom(one)}</td>
      <td className="num">
        <Gain value={one.gain} currency={currency} reason={why(one.reason)} />
      </td>
    </tr>
  )
}

function Sold({ disposals, currency }: { disposals: Disposal[]; currency: string }) {
  if (disposals.length === 0) return null
  return (
    <section aria-label="Sold from these lots">
      <h2 className="px-4 py-3">Sold, spent or paid as a fee</h2>
      <ScrollX>
        <table className="table">
          <thead>
            <tr>
              <th>When</th>
              <th className="num">Quantity</th>
              <th className="num">Proceeds</th>
              <th>Taken from</th>
              <th className="num">Realised gain</th>
            </tr>
          </thead>
          <tbody>
            {disposals.map((one, at) => (
              <SoldRow key={`${one.transaction_id}/${at}`} one={one} currency={currency} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

interface Props {
  portfolio: Portfolio
  coinId: string
  currency: string
  names: Names
  onClose: () => void
}

function Price({ portfolio, coinId, currency }: Pick<Props, 'portfolio' | 'coinId' | 'currency'>) {
  const holding = portfolio.assets.find(({ coin_id: id }) => id === coinId)
  if (!holding) return null
  const price = holding.price === null ? null : formatMoney(holding.price, currency)
  return (
    <p className="line">
      <Fresh asOf={holding.price_as_of} stale={holding.price_stale} showAge />
      {price === null ? (
        <span>Price unknown: {why(holding.reason)}.</span>
      ) : (
        <span>
          <Quantity value={holding.quantity} /> × {price} ={' '}
          <b className="b">
            <Money value={holding.value} currency={currency} />
          </b>
        </span>
      )}
    </p>
  )
}

function Found({
  id,
  coinId,
  method,
  currency,
}: {
  id: string
  coinId: string
  method: LotMethod | undefined
  currency: string
}) {
  const { data, error, refetch } = useQuery(lotsQuery(id, coinId, method))
  if (error && !data) return <Failed what="The lots" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="lots" rows={4} />
  return (
    <>
      <Lots lots={data.lots} currency={currency} />
      <Sold disposals={data.disposals} currency={currency} />
    </>
  )
}

export function LotsDialog({ portfolio, coinId, currency, names, onClose }: Props) {
  const { portfolio_id: id, lot_method: own } = portfolio
  const [method, setMethod] = useState<LotMethod>(own)
  return (
    <Dialog open onOpenChange={onClose} title={`How the ${names.name(coinId)} figures come about`} drawer>
      <Price portfolio={portfolio} coinId={coinId} currency={currency} />
      <AssetPrices portfolioId={id} coinId={coinId} names={names} />
      <div className="line flex-wrap">
        <span className="t2">Lot method</span>
        <Segment label="Lot method" options={METHODS} value={method} onChange={setMethod} />
        {method !== own && <span className="sm t3">Only shown here; the portfolio keeps {own.toUpperCase()}</span>}
      </div>
      <Found id={id} coinId={coinId} method={method === own ? undefined : method} currency={currency} />
    </Dialog>
  )
}
