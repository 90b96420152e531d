/** When buying at one exchange and selling at another would have brought something: open and past opportunities. */
import { useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query'
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
import { Segment } from '@/ui/Segment'
import { Empty } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { Block } from '../Block'
import { RANGES, startOf, type AnalyticsChoice, type OnSearch } from '../search'
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

const OPTIONS = RANGES.map((value) => ({ value, label: value }))

function Nothing({ choice: { range, fees } }: { choice: AnalyticsChoice }) {
  return (
    <Empty icon={History} title="None so far">
      No spread was above the fees{formatFees(fees) && ', the standard ones and yours,'} in the last {range}, as far as
      both quotes could be relied on.
    </Empty>
  )
}

function Older({ query }: { query: Pick<UseInfiniteQueryResult, 'isFetchingNextPage' | 'fetchNextPage'> }) {
  return (
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
  )
}

interface Props {
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

export function OpportunitiesCard({ choice, names, onSearch }: Props) {
  const start = useDerivedFromNow((now) => startOf(choice.range, now))
  const fees = formatFees(choice.fees)
  const query = useInfiniteQuery(opportunitiesQuery(start, fees))
  const { data, error, refetch } = query
  const items = data?.pages.flatMap((page) => page.items)
  return (
    <section className="card" aria-label="Opportunities">
      <div className="hd flex-wrap">
        <h2>Opportunities</h2>
        <span className="xs t3">
          {fees ? 'of those after the standard fees, what yours leave' : 'after the standard fees'}, newest first
        </span>
        <span className="grow" />
        <Segment label="Range" options={OPTIONS} value={choice.range} onChange={(range) => onSearch({ range }, true)} />
      </div>
      <Block
        query={{ data: items, error, refetch }}
        what="the opportunities"
        rows={4}
        empty={({ length }) => (length === 0 ? <Nothing choice={choice} /> : null)}
      >
        {(found) => <Table items={found} names={names} />}
      </Block>
      {query.hasNextPage && <Older query={query} />}
    </section>
  )
}
