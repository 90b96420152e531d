/** Walking the table by keyboard: rows with ↑ ↓ j k, cells with ← →; Enter opens, Space selects. */
import { useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import type { Coin } from '@/api/types'
import { useShortcuts } from '@/lib/keys'

interface Actions {
  onOpen: (id: string) => void
  onSelect: (id: string) => void
}

const rowOf = (target: EventTarget): HTMLTableRowElement | null =>
  target instanceof Element ? target.closest<HTMLTableRowElement>('tr[data-coin]') : null

/** Moves to another cell of the row; left of the first cell is the row itself. */
function moveAcross(row: HTMLTableRowElement, step: 1 | -1): void {
  const cell = document.activeElement?.closest('td')
  const at = cell ? [...row.cells].indexOf(cell) : -1
  const next = at + step
  if (next < 0) row.focus()
  else row.cells[Math.min(next, row.cells.length - 1)]?.focus()
}

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

export function useGridKeys(body: RefObject<HTMLTableSectionElement | null>, coins: Coin[], actions: Actions) {
  const [focused, setFocused] = useState<string | null>(null)
  const current = coins.some((coin) => coin.coin_id === focused) ? focused : (coins[0]?.coin_id ?? null)

  const focusRow = (id: string | undefined, column = -1): void => {
    if (id === undefined) return
    const row = body.current?.querySelector<HTMLTableRowElement>(`tr[data-coin="${CSS.escape(id)}"]`)
    const target = column >= 0 ? row?.cells[column] : row
    target?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }

  const step = (by: number): void => {
    const inside = body.current?.contains(document.activeElement) ?? false
    const at = coins.findIndex((coin) => coin.coin_id === current)
    const cell = inside ? document.activeElement?.closest('td') : null
    const next = inside ? Math.min(coins.length - 1, Math.max(0, at + by)) : at
    focusRow(coins[next]?.coin_id, cell?.cellIndex ?? -1)
  }

  useShortcuts({ j: () => step(1), k: () => step(-1) })

  const run = (key: string, row: HTMLTableRowElement, id: string): boolean => {
    const by = STEPS[key]
    const keys: Record<string, () => void> = {
      ArrowRight: () => moveAcross(row, 1),
      ArrowLeft: () => moveAcross(row, -1),
      Home: () => focusRow(coins[0]?.coin_id),
      End: () => focusRow(coins.at(-1)?.coin_id),
      Enter: () => actions.onOpen(id),
      ' ': () => actions.onSelect(id),
    }
    const action = by === undefined ? keys[key] : () => step(by)
    action?.()
    return action !== undefined
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const row = rowOf(event.target)
    const id = row?.dataset.coin
    if (!row || id === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (run(event.key, row, id)) event.preventDefault()
  }

  const onFocus = (event: FocusEvent): void => setFocused(rowOf(event.target)?.dataset.coin ?? null)
  return { current, onKeyDown, onFocus }
}
