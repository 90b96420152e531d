/** When buying at one exchange and selling at another would have brought something: open and past opportunities. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import type { Names } from '@/api/coinNames'
import { opportunitiesQuery, type Opportunity } from '@/api/exchanges'
import { formatCompact, formatSize } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { CoinIcon, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { startOf, type AnalyticsChoice } from '../search'
import { Bp } from './cells'
import { formatFees } from './fees'

const ENDS: Record<string, string> = {
  gone: 'fees exceed it again',
  not_observed: 'not followed any longer',
  quote_old: 'a quote became too old',
}

const endText = (reason: string): string => ENDS[reason] ?? reasonText(reason)

function State({ of }: { of: Opportunity }) {
  if (of.state === 'open') return <span className="chip on h-5 px-[6px]">open</span>
  return <span className="t3 sm">{of.reason === null ? 'ended' : endText(of.reason)}</span>
}

const titleOf = ({ buy_leg: buy, sell_leg: sell, gross_bp: gross, fees_bp: fees }: Opportunity): string =>
  `ask ${buy.price} ${buy.quote} × ${buy.quote_usd}, bid ${sell.price} ${sell.quote} × ${sell.quote_usd}, ` +
  `gross ${gross} bp, fees ${fees} bp`

function Row({ of, names }: { of: Opportunity; names: Names }) {
  return (
    <tr data-coin={of.coin_id}>
      <th scope="row" className="col-coin">
        <span className="coin">
          <CoinIcon symbol={names.symbol(of.coin_id)} />
          <CoinLink id={of.coin_id} className="nm">
            {names.name(of.coin_id)}
          </CoinLink>
        </span>
      </th>
      <td>
        {venueName(of.buy)} → {venueName(of.sell)}
      </td>
      <td className="t2">
        <Timestamp at={of.opened_at} />
      </td>
      <td className="num">{formatAge(of.duration_ms)}</td>
      <td className="num b up" title={titleOf(of)}>
        <Bp value={of.best_net_bp} signed />
      </td>
      <td className="num sm">
        {of.size === null ? (
          <Unknown reason="An exchange did not say for how much" />
        ) : (
          <>
            {formatSize(of.size)} <span className="t3">${formatCompact(String(Number(of.size) * Number(of.ask)))}</span>
          </>
        )}
      </td>
      <td>
        <State of={of} />
      </td>
    </tr>
  )
}

function Table({ items, names }: { items: readonly Opportunity[]; names: Names }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            <th>Buy → sell</th>
            <th>Began</th>
            <th className="num">Lasted</th>
            <th className="num">Best net bp</th>
            <th className="num">Size then</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <Row key={`${one.coin_id} ${one.buy} ${one.sell} ${one.opened_at}`} of={one} names={names} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

export function OpportunitiesCard({ choice, names }: { choice: AnalyticsChoice; names: Names }) {
  const start = useDerivedFromNow((now) => startOf(choice.range, now))
  const fees = formatFees(choice.fees)
  const query = useInfiniteQuery(opportunitiesQuery(start, fees))
  const items = query.data?.pages.flatMap((page) => page.items)
  return (
    <section className="card" aria-label="Opportunities">
      <div className="hd">
        <h2>Opportunities</h2>
        <span className="xs t3">
          {fees ? 'of those after the standard fees, what yours leave' : 'after the standard fees'}, last {choice.range}
          , newest first
        </span>
      </div>
      {query.error && !items ? (
        <Failed what="The opportunities" error={query.error} retry={() => void query.refetch()} />
      ) : !items ? (
        <Loading what="the opportunities" rows={4} />
      ) : items.length === 0 ? (
        <Empty icon={History} title="None so far">
          No spread was above the fees{fees && ', the standard ones and yours,'} in the last {choice.range}, as far as
          both quotes could be relied on.
        </Empty>
      ) : (
        <Table items={items} names={names} />
      )}
      {query.hasNextPage && (
        <div className="ft">
          <button
            type="button"
            className="btn small"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Older ones
          </button>
        </div>
      )}
    </section>
  )
}
