/** A row of the table. It subscribes to its own coin, so a new price renders only this row. */
import { memo } from 'react'
import type { Coin } from '@/api/types'
import { useIsStale } from '@/ui/badges'
import { usePrice } from '@/stream/useStream'
import { CELLS, cellClass } from './cells'
import { HEADS, type ColumnId } from './columnIds'
import { newest } from './marketQuery'

interface Props {
  coin: Coin
  /** The row's number in the grid; the head is 1. */
  index: number
  columns: ColumnId[]
  tabbable: boolean
  selected: boolean
  onClick: (id: string) => void
}

export const CoinRow = memo(function CoinRow({ coin, index, columns, tabbable, selected, onClick }: Props) {
  const figures = newest(coin, usePrice(coin.coin_id))
  const stale = useIsStale(figures.as_of, figures.stale)
  return (
    <tr
      data-coin={coin.coin_id}
      aria-rowindex={index}
      className={stale ? 'is-stale' : undefined}
      tabIndex={tabbable ? 0 : -1}
      aria-selected={selected}
      onClick={(event) => {
        if (!(event.target instanceof Element && event.target.closest('a, button'))) onClick(coin.coin_id)
      }}
    >
      {columns.map((id) => (
        <td key={id} tabIndex={-1} className={cellClass(id, HEADS[id].right)}>
          {CELLS[id]({ coin, figures })}
        </td>
      ))}
    </tr>
  )
})
