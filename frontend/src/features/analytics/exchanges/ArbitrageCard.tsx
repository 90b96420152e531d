/** What buying a coin at one exchange and selling it at another would bring now, net of one's own fees. */
import { ArrowLeftRight } from 'lucide-react'
import type { Names } from '@/api/coinNames'
import { formatSpan } from '@/lib/time'
import { Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { CoinCell } from '../CoinCell'
import type { AnalyticsChoice, OnSearch } from '../search'
import { SpreadCells } from './cells'
import { FeesPopover } from './FeesPopover'
import { LeftOut } from './LeftOut'
import { remark, type CoinSpread } from './spreads'
import { useCoinSpreads } from './useCoinSpreads'

function Row({ row: { coin, best }, names }: { row: CoinSpread; names: Names }) {
  const says = best ? remark(best) : 'traded at one exchange only'
  return (
    <tr data-coin={coin}>
      <CoinCell id={coin} symbol={names.symbol(coin)} text={names.name(coin)}>
        {says !== '' && <span className={`xs block ${best?.net_bp === null ? 'stale' : 't3'}`}>{says}</span>}
      </CoinCell>
      {best ? (
        <SpreadCells spread={best} />
      ) : (
        <td colSpan={6} className="num">
          <Unknown reason="Two exchanges are needed" />
        </td>
      )}
    </tr>
  )
}

const HEADS = ['Buy at ask', 'Sell at bid', 'Gross bp', 'Fees bp', 'Net bp', 'Size']

function Table({ rows, names }: { rows: readonly CoinSpread[]; names: Names }) {
  return (
    <ScrollX>
      <table className="table tall">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            {HEADS.map((head) => (
              <th key={head} className="num" aria-sort={head === 'Net bp' ? 'descending' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.coin} row={row} names={names} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

interface Props {
  coins: readonly string[]
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
  /** Only the first rows. */
  most?: number
}

/** What the short list does not show, and of how much of it the net is unknown. */
function More({ rows, most, onAll }: { rows: readonly CoinSpread[]; most: number; onAll: () => void }) {
  const rest = rows.slice(most)
  const unknown = rest.filter(({ best }) => best?.net_bp == null).length
  return (
    <div className="ft">
      <button type="button" className="underline underline-offset-2" onClick={onAll}>
        {rest.length} more
      </button>
      {unknown > 0 && <span className="stale">the net of {unknown} of them is unknown</span>}
    </div>
  )
}

type Model = ReturnType<typeof useCoinSpreads>

function Body({ model, names, most }: { model: Model; names: Names; most: number }) {
  const { rows, error, pending, retry } = model
  if (error && rows.length === 0) return <Failed what="The spreads" error={error} retry={retry} />
  if (rows.length === 0 && pending > 0) return <Loading what="the spreads" rows={Math.min(most, 5)} />
  if (rows.length === 0) {
    return (
      <Empty icon={ArrowLeftRight} title="No coin is chosen">
        Choose the coins above.
      </Empty>
    )
  }
  return <Table rows={rows.slice(0, most)} names={names} />
}

export function ArbitrageCard({ coins, choice, names, onSearch, most = Infinity }: Props) {
  const model = useCoinSpreads(coins, choice.fees)
  const { ageLimitMs: limit, error, rows, retry } = model
  return (
    <section className="card" aria-label="Arbitrage, net of fees">
      <div className="hd flex-wrap">
        <h2>Arbitrage, net of fees</h2>
        <span className="xs t3">
          best quotes
          {limit === null ? '' : `, both at most ${limit < 120_000 ? `${limit / 1000} s` : formatSpan(limit)} old`}
        </span>
        <span className="grow" />
        <FeesPopover fees={choice.fees} standard={model.counted} onChange={(fees) => onSearch({ fees }, false)} />
      </div>
      <Body model={model} names={names} most={most} />
      {error && rows.length > 0 && (
        <p className="sm stale px-[14px] py-2" role="alert">
          Some spreads could not be loaded, those shown may be old: {error.message}{' '}
          <button type="button" className="underline" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      {rows.length > most && <More rows={rows} most={most} onAll={() => onSearch({ view: 'exchanges' }, true)} />}
      <div className="ft">
        <LeftOut />
      </div>
    </section>
  )
}
