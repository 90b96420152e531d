/** What share of the value each holding is, as a bar and a list. */
import type { Holding } from '@/api/portfolio'
import { formatPercent } from '@/lib/format'
import { Change } from '@/ui/badges'
import { Gain } from './Gain'
import { changePercentOf } from './money'
import { why } from './reasons'
import type { Names } from '@/api/coinNames'

/** So many colours there are. */
export const SLOTS = 8

interface BarProps {
  holdings: Pick<Holding, 'coin_id' | 'share_percent'>[]
  names: Names
}

export function AllocationBar({ holdings, names }: BarProps) {
  return (
    <div className="allocation" aria-hidden="true">
      {holdings.map(({ coin_id: id, share_percent: share }, at) => (
        <i key={id} data-slot={at % SLOTS} title={names.name(id)} style={{ flexGrow: Number(share ?? 0) }} />
      ))}
    </div>
  )
}

/** The holdings whose price rose most and least in a day; nothing while fewer than two can be compared. */
function Extremes({ holdings, names }: Pick<Props, 'holdings' | 'names'>) {
  const ranked = holdings
    .flatMap((one) => {
      const percent = changePercentOf(one)
      return percent === null || Number(one.quantity) === 0 ? [] : [{ id: one.coin_id, percent }]
    })
    .toSorted((a, b) => Number(b.percent) - Number(a.percent))
  const [best, weakest] = [ranked[0], ranked.at(-1)]
  if (!best || !weakest || best === weakest) return null
  return (
    <div className="extremes">
      {[
        { label: 'Best in 24 h', one: best },
        { label: 'Weakest in 24 h', one: weakest },
      ].map(({ label, one: { id, percent } }) => (
        <div key={label}>
          <span className="xs t3">{label}</span>
          <br />
          <b className="b">{names.name(id)}</b> <Change percent={percent} />
        </div>
      ))}
    </div>
  )
}

interface Props {
  holdings: Holding[]
  names: Names
  currency: string
}

export function Allocation({ holdings, names, currency }: Props) {
  const known = holdings.filter(({ share_percent: share }) => share !== null && Number(share) > 0)
  const unknown = holdings.filter(({ value, quantity }) => value === null && Number(quantity) > 0)
  return (
    <section className="card" aria-label="Allocation">
      <div className="hd">
        <h2 className="grow">Allocation</h2>
        <span className="xs t3">share · unrealised gain</span>
      </div>
      <AllocationBar holdings={known} names={names} />
      <ul>
        {known.map(({ coin_id: id, share_percent: share, unrealized_pnl: gain, reason }, at) => (
          <li key={id} className="line">
            <i className="slot" data-slot={at % SLOTS} aria-hidden="true" />
            <span className="grow">{names.name(id)}</span>
            <span className="num t2">{formatPercent(share ?? '0')}</span>
            <span className="num min-w-28">
              <Gain value={gain} currency={currency} reason={why(reason ?? 'unknown_cost')} />
            </span>
          </li>
        ))}
        {unknown.map(({ coin_id: id, reason }) => (
          <li key={id} className="line t3">
            <span className="grow">{names.name(id)}</span>
            <span title={why(reason)}>price unknown, not in the sum</span>
          </li>
        ))}
      </ul>
      <Extremes holdings={holdings} names={names} />
    </section>
  )
}
