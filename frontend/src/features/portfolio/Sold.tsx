/** What was sold, spent or paid as a fee, and the lots that it came from. */
import type { Disposal } from '@/api/portfolio'
import { ScrollX } from '@/ui/ScrollX'
import { Money, Quantity } from './Amount'
import { formatDate } from './dates'
import { Gain } from './Gain'
import { why } from './reasons'

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

export function Sold({ disposals, currency }: { disposals: Disposal[]; currency: string }) {
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
