/** The strip above a portfolio: value, gains, both returns, how far below its peak it is. */
import { useQuery } from '@tanstack/react-query'
import { performanceQuery, type Performance, type Portfolio } from '@/api/portfolio'
import { formatDate } from './dates'
import { Change, Fresh, Unknown } from '@/ui/badges'
import { Money } from './Amount'
import { Gain } from './Gain'
import { changePercentOf, percentOf } from './money'
import { why } from './reasons'
import type { Names } from '@/api/coinNames'

interface TileProps {
  label: string
  children: React.ReactNode
  below?: React.ReactNode
}

function Tile({ label, children, below }: TileProps) {
  return (
    <div className="tile">
      <span className="lab">{label}</span>
      <span className="val">{children}</span>
      <span className="sm t3">{below}</span>
    </div>
  )
}

/** What the value leaves out, by name. */
export function LeftOut({ portfolio, names }: { portfolio: Portfolio; names: Names }) {
  const unpriced = portfolio.excluded.filter(({ reason }) => reason !== 'unknown_cost')
  if (unpriced.length === 0) return null
  const list = unpriced.map(({ coin_id: id }) => names.symbol(id)).join(', ')
  const title = unpriced.map(({ coin_id: id, reason }) => `${names.name(id)}: ${why(reason)}`).join('\n')
  const what = unpriced.length === 1 ? '1 holding' : `${unpriced.length} holdings`
  return (
    <span className="sm stale" title={title}>
      without {what} of unknown price ({list})
    </span>
  )
}

const percentText = (value: number | null): string | null => (value === null ? null : value.toFixed(4))

function Returns({ performance }: { performance: Performance | undefined }) {
  if (!performance) return null
  const { twr_percent: twr, mwr_percent: mwr, max_drawdown_percent: drawdown } = performance
  const since = `since ${formatDate(performance.start)}`
  return (
    <>
      <Tile label="Time-weighted return" below={since}>
        <Change percent={percentText(twr)} reason={why(performance.reason)} />
      </Tile>
      <Tile label="Money-weighted return" below="a year">
        <Change percent={percentText(mwr)} reason={why(performance.mwr_reason)} />
      </Tile>
      <Tile label="Deepest fall" below={since}>
        <Change percent={percentText(drawdown)} reason="Not enough days yet" />
      </Tile>
    </>
  )
}

const Fees = ({ portfolio, currency }: Pick<Props, 'portfolio' | 'currency'>) => (
  <>
    fees <Money value={portfolio.fees} currency={currency} />
  </>
)

interface Props {
  portfolio: Portfolio
  currency: string
  names: Names
  start: string | undefined
}

function Total({ portfolio, currency, names }: Omit<Props, 'start'>) {
  return (
    <div className="tile first">
      <span className="lab row">
        Total value <Fresh asOf={portfolio.as_of} stale={portfolio.stale} showAge />
      </span>
      <span className="figure" data-testid="portfolio-value">
        <Money value={portfolio.value} currency={currency} />
      </span>
      <LeftOut portfolio={portfolio} names={names} />
    </div>
  )
}

export function Tiles({ portfolio, currency, names, start }: Props) {
  const { data: performance } = useQuery(performanceQuery(portfolio.portfolio_id, start, undefined))
  const { value_change_24h: day, unrealized_pnl: unrealized, realized_pnl: realized, cost_basis: cost } = portfolio
  return (
    <section className="card tiles" aria-label="Value and gains">
      <Total portfolio={portfolio} currency={currency} names={names} />
      <Tile label="Gain 24 h" below={<Change percent={changePercentOf(portfolio)} reason="Nothing was held" />}>
        <Gain value={day} currency={currency} />
      </Tile>
      <Tile label="Unrealised gain" below={<Change percent={percentOf(unrealized, cost)} reason="Nothing is held" />}>
        <Gain value={unrealized} currency={currency} />
      </Tile>
      <Tile label="Realised gain" below={<Fees {...{ portfolio, currency }} />}>
        <Gain value={realized} currency={currency} />
      </Tile>
      <Tile label="Income" below="rewards, airdrops">
        {Number(portfolio.income) === 0 ? (
          <Unknown reason="None yet" />
        ) : (
          <Money value={portfolio.income} currency={currency} />
        )}
      </Tile>
      <Returns performance={performance} />
    </section>
  )
}
