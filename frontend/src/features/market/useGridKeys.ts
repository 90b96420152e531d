/** The table's keys: rows with ↑ ↓ j k, cells with ← →; Enter opens, Space selects, S watches, A alerts, Esc leaves. */
import { useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import type { Coin } from '@/api/types'
import { keysPressed, useShortcuts } from '@/lib/keys'

interface Actions {
  onOpen: (id: string) => void
  onSelect: (id: string) => void
  onWatch: (id: string) => void
  onAlert: (id: string) => void
  /** No row is selected any longer. */
  onRelease: () => void
  /** Scrolls to a row of a long table, so that it is rendered. */
  scrollTo: (index: number) => void
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

const focusCell = (row: HTMLTableRowElement | null | undefined, column: number): void => {
  const target = column >= 0 ? row?.cells[column] : row
  target?.focus()
  row?.scrollIntoView({ block: 'nearest' })
}

type Body = RefObject<HTMLTableSectionElement | null>

/** Moves the focus by rows; a row that is not rendered yet is focused once it is. */
function useRowFocus(body: Body, coins: Coin[], current: string | null, scrollTo: Actions['scrollTo']) {
  const focusRow = (index: number, column = -1): void => {
    const id = coins[index]?.coin_id
    if (id === undefined) return
    const find = () => body.current?.querySelector<HTMLTableRowElement>(`tr[data-coin="${CSS.escape(id)}"]`)
    if (find()) {
      focusCell(find(), column)
      return
    }
    scrollTo(index)
    requestAnimationFrame(() => requestAnimationFrame(() => focusCell(find(), column)))
  }
  const step = (by: number): void => {
    const focused = document.activeElement
    const inside = body.current?.contains(focused) ?? false
    const at = coins.findIndex((coin) => coin.coin_id === current)
    const next = inside ? Math.min(coins.length - 1, Math.max(0, at + by)) : at
    focusRow(next, inside ? (focused?.closest('td')?.cellIndex ?? -1) : -1)
  }
  return { focusRow, step }
}

/** Enter on a cell that leads somewhere follows its link. */
function followLink(): boolean {
  const cell = document.activeElement
  const link = cell instanceof HTMLTableCellElement ? cell.querySelector('a') : null
  link?.click()
  return link !== null
}

const isModified = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey

/** What a key of a row does that moves nothing. */
const deedsOf = ({ onOpen, onSelect, onWatch, onAlert }: Actions, id: string): Record<string, () => void> => ({
  Enter: () => followLink() || onOpen(id),
  ' ': () => onSelect(id),
  s: () => onWatch(id),
  a: () => onAlert(id),
})

export function useGridKeys(body: Body, coins: Coin[], actions: Actions) {
  const [focused, setFocused] = useState<string | null>(null)
  const current = coins.some((coin) => coin.coin_id === focused) ? focused : (coins[0]?.coin_id ?? null)
  const { focusRow, step } = useRowFocus(body, coins, current, actions.scrollTo)
  useShortcuts({ j: () => step(1), k: () => step(-1) })

  const onLeave = (): void => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    actions.onRelease()
  }

  const actionOf = (key: string, row: HTMLTableRowElement, id: string): (() => void) | undefined => {
    const by = STEPS[key]
    if (by !== undefined) return () => step(by)
    const keys: Record<string, () => void> = {
      ArrowRight: () => moveAcross(row, 1),
      ArrowLeft: () => moveAcross(row, -1),
      Home: () => focusRow(0),
      End: () => focusRow(coins.length - 1),
      Escape: onLeave,
      ...deedsOf(actions, id),
    }
    return keys[key]
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const row = rowOf(event.target)
    const id = row?.dataset.coin
    if (!row || id === undefined || isModified(event) || keysPressed() !== event.key) return
    const action = actionOf(event.key, row, id)
    if (!action) return
    event.preventDefault()
    action()
  }

  const onFocus = (event: FocusEvent): void => setFocused(rowOf(event.target)?.dataset.coin ?? null)
  return { current, onKeyDown, onFocus }
}
