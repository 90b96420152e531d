/** The market table: a grid whose rows and cells the arrows walk, virtual from 60 rows up. */
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useRef } from 'react'
import type { Coin } from '@/api/types'
import { HEADS, type ColumnId } from './columnIds'
import { CoinRow } from './CoinRow'
import type { SortKey } from './search'
import { useGridKeys } from './useGridKeys'

const VIRTUAL_FROM = 60
const ROW_PX = 37

interface HeadProps {
  id: ColumnId
  sort: SortKey[]
  onSort: (id: ColumnId, add: boolean) => void
}

function Head({ id, sort, onSort }: HeadProps) {
  const { label, right, sortable } = HEADS[id]
  const key = sort.find((one) => one.id === id)
  if (!sortable) return <th className={right ? 'num' : undefined}>{label}</th>
  const Arrow = key?.descending ? ChevronDown : ChevronUp
  return (
    <th
      className={right ? 'num' : undefined}
      aria-sort={key ? (key.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        aria-label={id === 'rank' ? 'Rank' : undefined}
        onClick={(event) => onSort(id, event.shiftKey)}
      >
        {label} {key && <Arrow className="i" aria-hidden />}
      </button>
    </th>
  )
}

interface Props extends Omit<HeadProps, 'id'> {
  coins: Coin[]
  columns: ColumnId[]
  selected: string | null
  onOpen: (id: string) => void
  onSelect: (id: string) => void
  onClick: (id: string) => void
}

export function CoinTable({ coins, columns, sort, selected, onSort, onOpen, onSelect, onClick }: Props) {
  const body = useRef<HTMLTableSectionElement>(null)
  const { current, onKeyDown, onFocus } = useGridKeys(body, coins, { onOpen, onSelect })
  const virtual = useWindowVirtualizer({ count: coins.length, estimateSize: () => ROW_PX, overscan: 20 })
  const all = coins.length < VIRTUAL_FROM
  const items = virtual.getVirtualItems()
  const [from, to] = all ? [0, coins.length] : [items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1]
  return (
    <table className="table" role="grid" aria-label="Coins" aria-rowcount={coins.length + 1}>
      <thead>
        <tr>
          {columns.map((id) => (
            <Head key={id} id={id} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown} onFocus={onFocus}>
        <Spacer rows={from} columns={columns.length} />
        {coins.slice(from, to).map((coin) => (
          <CoinRow
            key={coin.coin_id}
            coin={coin}
            columns={columns}
            tabbable={coin.coin_id === current}
            selected={coin.coin_id === selected}
            onClick={onClick}
          />
        ))}
        <Spacer rows={coins.length - to} columns={columns.length} />
      </tbody>
    </table>
  )
}

function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: rows * ROW_PX, padding: 0 }} />
    </tr>
  )
}
