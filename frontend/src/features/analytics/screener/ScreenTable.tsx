/** The coins that match, with the figures asked for. A click on a head sorts; what is unknown is last. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { Screen, ScreenedCoin } from '@/api/screener'
import { figureReason } from '@/lib/figureReasons'
import { formatChange } from '@/lib/format'
import { CoinIcon, Tone, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { ScrollX } from '@/ui/ScrollX'
import { figureText } from './figureText'
import { readSort } from './where'

type Column = Screen['columns'][number]

const titleOf = ({ value, n, status }: ScreenedCoin['figures'][string]): string =>
  [value, `n = ${n}`, status].filter(Boolean).join(', ')

function FigureCell({ of, column }: { of: ScreenedCoin; column: Column }) {
  const found = of.figures[column.figure]
  if (!found) return <Unknown reason="not computed" />
  if (found.value === null) return <Unknown reason={`${figureReason(found.reason)}, n = ${found.n}`} />
  const text = figureText(found.value, column.figure, column.unit)
  if (column.figure.startsWith('change_')) {
    return (
      <Tone direction={formatChange(found.value).direction} title={titleOf(found)}>
        {text}
      </Tone>
    )
  }
  return <span title={titleOf(found)}>{text}</span>
}

interface Props {
  screen: Screen
  sort: string | undefined
  onSort: (figure: string) => void
}

function Head({ column, sort, onSort }: Omit<Props, 'screen'> & { column: Column }) {
  const { figure, descending } = readSort(sort)
  const sorted = figure === column.figure
  const Icon = descending ? ArrowDown : ArrowUp
  return (
    <th className="num" aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" title={column.figure} onClick={() => onSort(column.figure)}>
        {column.label}
        {sorted && <Icon className="i" aria-hidden />}
      </button>
    </th>
  )
}

export function ScreenTable({ screen, sort, onSort }: Props) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            {screen.columns.map((column) => (
              <Head key={column.figure} {...{ column, sort, onSort }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {screen.items.map((of) => (
            <tr key={of.coin_id} data-coin={of.coin_id} className={of.stale ? 'is-stale' : undefined}>
              <th scope="row" className="col-coin">
                <span className="coin">
                  <CoinIcon symbol={of.symbol} />
                  <CoinLink id={of.coin_id} className="nm">
                    {of.name}
                  </CoinLink>
                  <span className="sy">{of.symbol}</span>
                </span>
              </th>
              {screen.columns.map((column) => (
                <td key={column.figure} className="num">
                  <FigureCell of={of} column={column} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
