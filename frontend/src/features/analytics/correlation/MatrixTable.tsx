/** The correlations as a grid: arrows move, Enter opens a pair. Each cell also says its value in words. */
import { useRef, useState, type KeyboardEvent } from 'react'
import type { Names } from '@/api/coinNames'
import { UNKNOWN } from '@/lib/format'
import { ScrollX } from '@/ui/ScrollX'
import { cellSentence, placeAfter, shortText, type Cell, type Grid, type Place } from './matrix'

interface Props {
  grid: Grid
  names: Names
  pair: readonly [string, string] | null
  onPair: (a: string, b: string) => void
}

interface CellProps {
  place: Place
  cell: Cell
  sentence: string
  isSelf: boolean
  isFocusable: boolean
  isChosen: boolean
  onOpen: () => void
  onFocus: () => void
}

function MatrixCell({ place, cell, sentence, isSelf, isFocusable, isChosen, onOpen, onFocus }: CellProps) {
  const { value } = cell
  const style = { '--share': Math.abs(Number(value ?? 0)) } as React.CSSProperties
  const tone = value === null ? 'none' : Number(value) < 0 ? 'negative' : 'positive'
  return (
    <td
      role="gridcell"
      data-place={`${place.row}:${place.column}`}
      tabIndex={isFocusable ? 0 : -1}
      className={isSelf ? 'heat self' : `heat ${tone}`}
      style={style}
      aria-label={sentence}
      aria-selected={isChosen}
      title={sentence}
      onClick={isSelf ? undefined : onOpen}
      onFocus={onFocus}
    >
      {isSelf ? '' : value === null ? UNKNOWN : shortText(value)}
    </td>
  )
}

/** The focus is of one cell; the arrows hand it on. */
function useGridFocus({ grid, onPair }: Pick<Props, 'grid' | 'onPair'>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [wanted, setWanted] = useState<Place>({ row: 1, column: 0 })
  const size = grid.coins.length
  const place = { row: Math.min(wanted.row, size - 1), column: Math.min(wanted.column, size - 1) }
  const open = ({ row, column }: Place) => {
    const [a, b] = [grid.coins[row], grid.coins[column]]
    if (a !== undefined && b !== undefined && a !== b) onPair(a, b)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      open(place)
      return
    }
    const next = placeAfter(place, event.key, size, event.ctrlKey)
    if (!next) return
    event.preventDefault()
    setWanted(next)
    body.current?.querySelector<HTMLElement>(`[data-place="${next.row}:${next.column}"]`)?.focus()
  }
  return { body, place, setPlace: setWanted, open, onKeyDown }
}

export function MatrixTable({ grid, names, pair, onPair }: Props) {
  const { body, place, setPlace, open, onKeyDown } = useGridFocus({ grid, onPair })
  const { coins, cells } = grid
  const isPair = (a: string, b: string): boolean => pair?.[0] === a && pair[1] === b
  return (
    <ScrollX>
      <table className="matrix" role="grid" aria-label="Correlation of returns">
        <thead>
          <tr>
            <td />
            {coins.map((coin) => (
              <th key={coin} scope="col" title={names.name(coin)}>
                {names.symbol(coin)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {coins.map((a, row) => (
            <tr key={a}>
              <th scope="row" title={names.name(a)}>
                {names.symbol(a)}
              </th>
              {coins.map((b, column) => (
                <MatrixCell
                  key={b}
                  place={{ row, column }}
                  cell={cells[row]?.[column] ?? { value: null, n: 0, low: null, high: null, reason: null }}
                  sentence={
                    a === b
                      ? `${names.name(a)} with itself`
                      : cellSentence(`${names.name(a)} and ${names.name(b)}`, cells[row]?.[column] as Cell)
                  }
                  isSelf={a === b}
                  isFocusable={row === place.row && column === place.column}
                  isChosen={isPair(a, b)}
                  onOpen={() => open({ row, column })}
                  onFocus={() => setPlace({ row, column })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
