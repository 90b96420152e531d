/** The market table: a grid with arrow keys; from 60 rows up only the visible rows are rendered. */
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Coin } from '@/api/types'
import { usePreferences } from '@/lib/preferences'
import { useAlertOf } from '@/ui/AlertBell'
import { ScrollX } from '@/ui/ScrollX'
import { useWatch } from '@/ui/WatchStar'
import { HEADS, type ColumnId } from './columnIds'
import { CoinRow } from './CoinRow'
import type { SortKey } from './search'
import { useGridKeys } from './useGridKeys'

const VIRTUAL_FROM = 60
const [ROW_PX, COMPACT_PX] = [37, 30]

interface HeadProps {
  id: ColumnId
  sort: SortKey[]
  onSort: (id: ColumnId, add: boolean) => void
}

function sortState(key: SortKey | undefined): 'ascending' | 'descending' | undefined {
  return key && (key.descending ? 'descending' : 'ascending')
}

function Head({ id, sort, onSort }: HeadProps) {
  const { label, right, sortable, hint } = HEADS[id]
  const state = sortState(sort.find((one) => one.id === id))
  const className = right ? `col-${id} num` : `col-${id}`
  if (!sortable) return <th className={className}>{label}</th>
  const Arrow = state === 'descending' ? ChevronDown : ChevronUp
  return (
    <th className={className} aria-sort={state} title={hint}>
      <button
        type="button"
        aria-label={id === 'rank' ? 'Rank' : undefined}
        onClick={(event) => onSort(id, event.shiftKey)}
      >
        {label} {state && <Arrow className="i" aria-hidden />}
      </button>
    </th>
  )
}

interface Props extends Omit<HeadProps, 'id'> {
  coins: Coin[]
  columns: ColumnId[]
  selected: string | null
  usualComplete: number
  onOpen: (id: string) => void
  onSelect: (id: string) => void
  onRelease: () => void
  onAlert: (id: string) => void
  /** What is unusual about a coin, in words. */
  notes: ReadonlyMap<string, string>
  onClick: (id: string) => void
}

/** Which rows are drawn: all of a short list, else those near the window. */
function useRows(count: number, rowPx: number) {
  // The 20 extra rows are higher than the page above the table, whose height need not be known.
  const virtual = useWindowVirtualizer({ count, estimateSize: () => rowPx, overscan: 20 })
  useEffect(() => virtual.measure(), [virtual, rowPx])
  const items = virtual.getVirtualItems()
  const scrollTo = (index: number) => virtual.scrollToIndex(index)
  if (count < VIRTUAL_FROM) return { from: 0, to: count, scrollTo }
  return { from: items[0]?.index ?? 0, to: (items.at(-1)?.index ?? -1) + 1, scrollTo }
}

function TableHead({ columns, sort, onSort }: Pick<Props, 'columns' | 'sort' | 'onSort'>) {
  return (
    <thead>
      <tr>
        {columns.map((id) => (
          <Head key={id} id={id} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  )
}

type BodyProps = Omit<Props, 'sort' | 'onSort'> & { rowPx: number }

function TableBody({ coins, columns, selected, usualComplete, notes, onAlert, onClick, rowPx, ...actions }: BodyProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const { from, to, scrollTo } = useRows(coins.length, rowPx)
  const { current, onKeyDown, onFocus } = useGridKeys(body, coins, {
    ...actions,
    ...{ onWatch: useWatch(), onAlert: useAlertOf(onAlert), scrollTo },
  })
  return (
    <tbody ref={body} onKeyDown={onKeyDown} onFocus={onFocus}>
      <Spacer height={from * rowPx} columns={columns.length} />
      {coins.slice(from, to).map((coin, index) => (
        <CoinRow
          key={coin.coin_id}
          index={from + index + 2}
          coin={coin}
          columns={columns}
          tabbable={coin.coin_id === current}
          selected={coin.coin_id === selected}
          usualComplete={usualComplete}
          note={notes.get(coin.coin_id)}
          onClick={onClick}
        />
      ))}
      <Spacer height={(coins.length - to) * rowPx} columns={columns.length} />
    </tbody>
  )
}

export function CoinTable({ sort, onSort, ...rest }: Props) {
  const compact = usePreferences((chosen) => chosen.compact_rows)
  return (
    <ScrollX>
      <table
        className={compact ? 'table compact' : 'table'}
        role="grid"
        aria-label="Coins"
        aria-rowcount={rest.coins.length + 1}
      >
        <TableHead columns={rest.columns} sort={sort} onSort={onSort} />
        <TableBody {...rest} rowPx={compact ? COMPACT_PX : ROW_PX} />
      </table>
    </ScrollX>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  )
}
