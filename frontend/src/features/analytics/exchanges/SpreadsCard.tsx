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
import { NotRenewed } from '@/ui/NotRenewed'
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
function whyNone({ reason, venue, mid }: VenueMid, reference: VenueMid): string | null {
  if (reason === 'not_listed') return `Not traded at ${venueName(venue)}`
  if (mid === null) return reasonText(reason ?? 'no_data')
  return reference.mid === null ? reasonText(reference.reason ?? 'no_data') : null
}

function Stale({ doubt }: { doubt: string | undefined }) {
  return (
    <span className="stale" title={doubt}>
      stale
    </span>
  )
}

const doubtOf = ({ reason }: VenueMid): string | undefined => (reason === null ? undefined : reasonText(reason))

function OffCell({ one, reference }: { one: VenueMid; reference: VenueMid }) {
  const silent = useIsSilent(one)
  const unmeasured = useIsSilent(reference)
  const why = whyNone(one, reference)
  const off = offBy(one.mid, reference.mid)
  if (silent) return <Stale doubt={doubtOf(one)} />
  if (why !== null || off === null) return <Unknown reason={why ?? 'unknown'} />
  if (unmeasured) return <Unknown reason={`${venueName(reference.venue)} is silent: ${doubtOf(reference) ?? 'its price is old'}`} /> // prettier-ignore
  return <span title={doubtOf(one)}>{offText(off)}</span>
}

/** The middle that the others are measured against. */
function ReferenceCell({ one }: { one: VenueMid }) {
  const silent = useIsSilent(one)
  if (silent) return <Stale doubt={doubtOf(one)} />
  if (one.mid === null) return <Unknown reason={reasonText(one.reason ?? 'no_data')} />
  const text = one.mid.toFixed(12)
  return <span title={doubtOf(one)}>{formatPrice(text, decimalsFor(text))}</span>
}

function Row({ price, venues, names }: { price: Price; venues: readonly string[]; names: Names }) {
  const [reference, ...others] = midsOf(price.venues, venues)
  if (!reference) return null
  return (
    <tr data-coin={price.coin_id}>
      <CoinCell id={price.coin_id} symbol={names.symbol(price.coin_id)} text={names.symbol(price.coin_id)} />
      <td className="num b">
        <ReferenceCell one={reference} />
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
      {data && <NotRenewed what="the prices" error={error} retry={() => void refetch()} />}
      <div className="ft">
        Middle of bid and ask, converted at the rate of the moment. “stale”: its exchange is silent.
      </div>
    </section>
  )
}
