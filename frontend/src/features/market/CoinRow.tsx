/** A row of the table. It subscribes to its own coin, so a new price renders only this row. */
import { memo } from 'react'
import type { Coin } from '@/api/types'
import { useIsStale } from '@/ui/badges'
import { useQuiet } from '@/stream/useStream'
import { CELLS, cellClass } from './cells'
import { HEADS, type ColumnId } from './columnIds'
import { useNewest } from './useNewest'

interface Props {
  coin: Coin
  /** The row's number in the grid; the head is 1. */
  index: number
  columns: ColumnId[]
  tabbable: boolean
  selected: boolean
  /** The completeness that most coins have: an outage that all of them share is no fault of this row. */
  usualComplete: number
  /** What is unusual about the coin, in words. */
  note?: string | undefined
  onClick: (id: string) => void
}

export const CoinRow = memo(function CoinRow({
  coin,
  index,
  columns,
  tabbable,
  selected,
  usualComplete,
  note,
  onClick,
}: Props) {
  const figures = useNewest(coin)
  const quiet = useQuiet(coin.coin_id, figures.quiet)
  const stale = useIsStale({ asOf: figures.as_of, stale: figures.stale, quiet })
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
          {CELLS[id]({ coin, figures, quiet, usualComplete, note })}
        </td>
      ))}
    </tr>
  )
})
