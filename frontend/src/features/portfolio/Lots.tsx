/** What remains of each lot, and all of them together. */
import type { Holding, Lot } from '@/api/portfolio'
import { Change } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Money, Quantity } from './Amount'
import { formatDate } from './dates'
import { Gain } from './Gain'
import { percentOf } from './money'
import { why } from './reasons'

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
        <span className="two-lines">
          <Gain value={lot.unrealized_pnl} currency={currency} reason={why('unknown_cost')} />
          {lot.unrealized_pnl !== null && (
            <span className="sm">
              <Change percent={percentOf(lot.unrealized_pnl, lot.cost)} />
            </span>
          )}
        </span>
      </td>
    </tr>
  )
}

/** The holding itself: what the lots add up to. By another method it would be another cost. */
function Sum({ holding, currency }: { holding: Holding; currency: string }) {
  return (
    <tr className="b">
      <th scope="row">Open</th>
      <td />
      <td className="num">
        <Quantity value={holding.quantity} />
      </td>
      <td className="num">
        <Money value={holding.cost_basis} currency={currency} reason={why('unknown_cost')} />
      </td>
      <td className="num">
        <Gain value={holding.unrealized_pnl} currency={currency} reason={why(holding.reason ?? 'unknown_cost')} />
      </td>
    </tr>
  )
}

interface Props {
  lots: Lot[]
  currency: string
  /** What all lots are together; left out while another method is tried. */
  holding: Holding | undefined
}

export function Lots({ lots, currency, holding }: Props) {
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
          {holding && <Sum holding={holding} currency={currency} />}
        </tbody>
      </table>
    </ScrollX>
  )
}
