/** The middle of bid and ask at each exchange in USD, and how far the others are from the first. */
import { useQuery } from '@tanstack/react-query'
import { Landmark } from 'lucide-react'
import type { Names } from '@/api/coinNames'
import { pricesQuery } from '@/api/exchanges'
import type { Price } from '@/api/types'
import { decimalsFor, formatPrice, MINUS, roundText } from '@/lib/format'
import { reasonText, VENUES, venueName } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { STALE_AFTER_MS } from '@/lib/freshness'
import { CoinCell } from '../CoinCell'
import { midsOf, offBy, type VenueMid } from './spreads'

function offText(bp: number): string {
  const text = roundText(bp.toFixed(4), 1)
  return `${Number(text) > 0 ? '+' : ''}${text.replace('-', MINUS)} bp`
}

/** Whether its exchange is silent: said by the service, or old with a reason beside it. */
function useIsSilent({ reason, asOf }: VenueMid): boolean {
  const at = asOf === null ? null : Date.parse(asOf)
  const old = useDerivedFromNow((now) => at !== null && now - at > STALE_AFTER_MS)
  return reason === 'venue_stale' || (old && reason !== null)
}

/** Why there is no difference to show; null if there is one. */
function whyNone({ reason, venue, mid }: VenueMid, reference: VenueMid | undefined): string | null {
  if (reason === 'not_listed') return `Not traded at ${venueName(venue)}`
  if (mid === null) return reasonText(reason ?? 'no_data')
  return reference?.mid == null ? reasonText(reference?.reason ?? 'no_data') : null
}

function OffCell({ one, reference }: { one: VenueMid; reference: VenueMid | undefined }) {
  const silent = useIsSilent(one)
  const why = whyNone(one, reference)
  const off = offBy(one.mid, reference?.mid ?? null)
  const doubt = one.reason === null ? undefined : reasonText(one.reason)
  if (silent) {
    return (
      <span className="stale" title={doubt}>
        stale
      </span>
    )
  }
  if (why !== null || off === null) return <Unknown reason={why ?? 'unknown'} />
  return <span title={doubt}>{offText(off)}</span>
}

function Row({ price, venues, names }: { price: Price; venues: readonly string[]; names: Names }) {
  const [reference, ...others] = midsOf(price.venues, venues)
  const mid = reference?.mid ?? null
  return (
    <tr data-coin={price.coin_id}>
      <CoinCell id={price.coin_id} symbol={names.symbol(price.coin_id)} text={names.symbol(price.coin_id)} />
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
