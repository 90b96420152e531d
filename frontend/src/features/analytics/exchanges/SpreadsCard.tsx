/** The middle of bid and ask at each exchange in USD, and how far the others are from the first. */
import { useQuery } from '@tanstack/react-query'
import { Landmark } from 'lucide-react'
import type { Names } from '@/api/coinNames'
import { pricesQuery } from '@/api/exchanges'
import type { Price } from '@/api/types'
import { decimalsFor, formatPrice, MINUS, roundText } from '@/lib/format'
import { reasonText, VENUES, venueName } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { CoinIcon, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { STALE_AFTER_MS } from '@/lib/freshness'
import { midsOf, offBy, type VenueMid } from './spreads'

function offText(bp: number): string {
  const text = roundText(bp.toFixed(4), 1)
  return `${Number(text) > 0 ? '+' : ''}${text.replace('-', MINUS)} bp`
}

function OffCell({ one, reference }: { one: VenueMid; reference: VenueMid | undefined }) {
  const at = one.asOf === null ? null : Date.parse(one.asOf)
  const old = useDerivedFromNow((now) => at !== null && now - at > STALE_AFTER_MS)
  const off = offBy(one.mid, reference?.mid ?? null)
  if (one.reason === 'not_listed') return <Unknown reason={`Not traded at ${venueName(one.venue)}`} />
  if (one.reason === 'venue_stale' || (old && one.reason !== null)) {
    return (
      <span className="stale" title={reasonText(one.reason)}>
        stale
      </span>
    )
  }
  if (off === null) return <Unknown reason={reasonText(one.reason ?? reference?.reason ?? 'no_data')} />
  return <span title={one.reason ? reasonText(one.reason) : undefined}>{offText(off)}</span>
}

function Row({ price, venues, names }: { price: Price; venues: readonly string[]; names: Names }) {
  const [reference, ...others] = midsOf(price.venues, venues)
  const mid = reference?.mid ?? null
  return (
    <tr data-coin={price.coin_id}>
      <th scope="row" className="col-coin">
        <span className="coin">
          <CoinIcon symbol={names.symbol(price.coin_id)} />
          <CoinLink id={price.coin_id} className="nm">
            {names.symbol(price.coin_id)}
          </CoinLink>
        </span>
      </th>
      <td className="num b">
        {mid === null ? (
          <Unknown reason={reasonText(reference?.reason ?? 'no_data')} />
        ) : (
          formatPrice(mid.toFixed(12), decimalsFor(mid.toFixed(12)))
        )}
      </td>
      {others.map((one) => (
        <td key={one.venue} className="num t2">
          <OffCell one={one} reference={reference} />
        </td>
      ))}
    </tr>
  )
}

interface Props {
  coins: readonly string[]
  names: Names
  most?: number
}

function Table({ prices, names }: { prices: readonly Price[]; names: Names }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Mid, USD</th>
            {VENUES.map((venue) => (
              <th key={venue} className="num">
                {venueName(venue)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {prices.map((price) => (
            <Row key={price.coin_id} price={price} venues={VENUES} names={names} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

export function SpreadsCard({ coins, names, most = Infinity }: Props) {
  const { data, error, refetch } = useQuery(pricesQuery)
  const byId = new Map(data?.map((price) => [price.coin_id, price]))
  const prices = coins.flatMap((coin) => byId.get(coin) ?? []).slice(0, most)
  return (
    <section className="card" aria-label="Exchange spreads">
      <div className="hd">
        <h2>Exchange spreads</h2>
        <span className="grow" />
        <span className="xs t3">against {venueName(VENUES[0])}, USD</span>
      </div>
      {error && !data ? (
        <Failed what="The prices" error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading what="the prices" rows={5} />
      ) : prices.length === 0 ? (
        <Empty icon={Landmark} title="No coin is chosen">
          Choose the coins above.
        </Empty>
      ) : (
        <Table prices={prices} names={names} />
      )}
      <div className="ft">
        Middle of bid and ask, converted at the rate of the moment. “stale”: its exchange is silent.
      </div>
    </section>
  )
}
