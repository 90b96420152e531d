/** All ordered pairs of exchanges of one coin; each opens how its net is worked out. */
import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight, ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, useMemo, useState } from 'react'
import type { Names } from '@/api/coinNames'
import { spreadsQuery, type Spread } from '@/api/exchanges'
import { reasonText, venueName } from '@/lib/venues'
import { NotRenewed } from '@/ui/NotRenewed'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import type { AnalyticsChoice } from '../search'
import { SpreadCells } from './cells'
import { formatFees } from './fees'
import { sortedSpreads, unknownReason } from './spreads'
import { useCurrentSpreads } from './useCurrentSpreads'
import { workingOf } from './working'

const HEADS = ['Buy at ask', 'Sell at bid', 'Gross bp', 'Fees bp', 'Net bp', 'Size']

const keyOf = ({ buy, sell }: Spread): string => `${buy}:${sell}`

function Working({ spread }: { spread: Spread }) {
  const why = unknownReason(spread)
  return (
    <tr>
      <td colSpan={HEADS.length + 1} className="working">
        {why !== '' && <p className="stale">{why}.</p>}
        <dl>
          {workingOf(spread).map(([what, how]) => (
            <Fragment key={what}>
              <dt>{what}</dt>
              <dd>{how}</dd>
            </Fragment>
          ))}
        </dl>
      </td>
    </tr>
  )
}

function Row({ spread, open, onToggle }: { spread: Spread; open: boolean; onToggle: () => void }) {
  const names = `${venueName(spread.buy)} to ${venueName(spread.sell)}`
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <tr data-pair={keyOf(spread)}>
      <td>
        <button
          type="button"
          className="icb"
          aria-expanded={open}
          aria-label={`How ${names} is worked out`}
          title="How it is worked out"
          onClick={onToggle}
        >
          <Icon className="i s" aria-hidden />
        </button>
      </td>
      <SpreadCells spread={spread} />
    </tr>
  )
}

function Table({ spreads }: { spreads: readonly Spread[] }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <ScrollX>
      <table className="table tall">
        <thead>
          <tr>
            <th>
              <span className="sr">How it is worked out</span>
            </th>
            {HEADS.map((head) => (
              <th key={head} className="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spreads.map((spread) => {
            const key = keyOf(spread)
            return (
              <Fragment key={key}>
                <Row spread={spread} open={open === key} onToggle={() => setOpen(open === key ? null : key)} />
                {open === key && <Working spread={spread} />}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </ScrollX>
  )
}

function useSpreads(coin: string, { fees }: AnalyticsChoice) {
  const { data: answer, error, refetch } = useQuery(spreadsQuery(coin, formatFees(fees)))
  const [data] = useCurrentSpreads(useMemo(() => (answer ? [answer] : []), [answer]))
  return { data, error, retry: () => void refetch() }
}

interface BodyProps extends ReturnType<typeof useSpreads> {
  name: string
}

function Body({ data, error, retry, name }: BodyProps) {
  if (error && !data) return <Failed what="The spreads" error={error} retry={retry} />
  if (!data) return <Loading what="the spreads" rows={6} />
  return (
    <>
      {data.items.length === 0 ? (
        <Empty icon={ArrowLeftRight} title="No two exchanges to compare">
          {name} is traded at one of the exchanges that we follow.
        </Empty>
      ) : (
        <Table spreads={sortedSpreads(data.items)} />
      )}
      <NotRenewed what="the spreads" error={error} retry={retry} />
    </>
  )
}

export function PairsCard({ coin, choice, names }: { coin: string; choice: AnalyticsChoice; names: Names }) {
  const model = useSpreads(coin, choice)
  const { data } = model
  const name = names.name(coin)
  return (
    <section className="card" aria-label={`${name} between exchanges`}>
      <div className="hd">
        <h2>{name} between exchanges</h2>
        <span className="grow" />
        {data?.reason && <span className="xs stale">{reasonText(data.reason)}</span>}
      </div>
      <Body {...model} name={name} />
      <div className="ft">
        Each row opens how it is worked out: the two quotes, the rates at which they become USD, and the fees.
      </div>
    </section>
  )
}
