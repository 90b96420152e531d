/** How much of the market takes part, in one line. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { breadthQuery, type Breadth, type Share } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { figureReason } from '@/lib/figureReasons'
import { formatPercent } from '@/lib/format'
import { Provenance } from '@/ui/Provenance'
import { Change, Unknown } from '@/ui/badges'
import { NotRenewed } from '@/ui/NotRenewed'
import { Failed } from '@/ui/states'
import { STEP_WORDS } from '../search'

function Cell({ label, grow, children }: { label: string; grow?: boolean; children: ReactNode }) {
  return (
    <div className={grow ? 'c grow' : 'c'}>
      <span className="lab">{label}</span>
      <span className="val">{children}</span>
    </div>
  )
}

const countText = ({ count, n }: Share): string => `${count} of ${n} coins`

function Percent({ of }: { of: Share }) {
  if (of.percent === null) return <Unknown word="not enough" reason={`${figureReason(of.reason)}, n = ${of.n}`} />
  return <span title={countText(of)}>{formatPercent(of.percent, 0)}</span>
}

function Extremes({ of, names }: { of: Breadth; names: Names }) {
  const { new_highs: highs, new_lows: lows } = of
  const title = (coins: readonly string[]): string => coins.map(names.symbol).join(', ') || 'none'
  return (
    <>
      <span className="up" title={title(highs.coins)}>
        {highs.count}
      </span>{' '}
      <span className="t3 font-normal">/</span>{' '}
      <span className="down" title={title(lows.coins)}>
        {lows.count}
      </span>
    </>
  )
}

function Strip({ data, names }: { data: Breadth; names: Names }) {
  return (
    <section className="strip breadth" aria-label="Breadth of the market">
      {data.above_sma.map((share) => (
        <Cell key={share.period} label={`Above SMA ${share.period}, ${STEP_WORDS[data.interval]}`}>
          <Percent of={share} />
        </Cell>
      ))}
      <Cell label="Rising / falling 24 h">
        <span className="up">{data.rising.count}</span> <span className="t3 font-normal">/</span>{' '}
        <span className="down">{data.falling.count}</span>
      </Cell>
      <Cell label={`Highs / lows of ${data.new_highs.period} × ${STEP_WORDS[data.interval]}`}>
        <Extremes of={data} names={names} />
      </Cell>
      <Cell label="Median change 24 h">
        <Change percent={data.median_change_24h_percent} />
      </Cell>
      <Cell label="Dispersion 24 h" grow>
        {data.dispersion_percent === null ? (
          <Unknown word="not enough" reason={`n = ${data.dispersion_n}`} />
        ) : (
          <span title={`deviation of the changes of ${data.dispersion_n} coins`}>
            {formatPercent(data.dispersion_percent, 2)}
          </span>
        )}
      </Cell>
      <div className="c xs t3 justify-center">
        <Provenance of={data} />
        {data.left_out.length > 0 && (
          <span title={data.left_out.map(({ coin_id: id }) => names.symbol(id)).join(', ')}>
            without {data.left_out.length === 1 ? '1 coin' : `${data.left_out.length} coins`}
          </span>
        )}
      </div>
    </section>
  )
}

export function BreadthStrip({ names }: { names: Names }) {
  const { data, error, refetch } = useQuery(breadthQuery)
  const retry = () => void refetch()
  if (data) {
    return (
      <>
        <Strip data={data} names={names} />
        <NotRenewed what="the breadth of the market" error={error} retry={retry} />
      </>
    )
  }
  if (!error) {
    return (
      <div className="strip" role="status">
        <span className="sr">Loading the breadth of the market</span>
      </div>
    )
  }
  return (
    <section className="card mb-3" aria-label="Breadth of the market">
      <Failed what="The breadth of the market" error={error} retry={retry} />
    </section>
  )
}
