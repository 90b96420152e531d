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

const cellText = ({ value }: Cell): string => (value === null ? UNKNOWN : shortText(value))

function toneOf({ value }: Cell): 'none' | 'negative' | 'positive' {
  if (value === null) return 'none'
  return Number(value) < 0 ? 'negative' : 'positive'
}

function MatrixCell({ place, cell, sentence, isSelf, isFocusable, isChosen, onOpen, onFocus }: CellProps) {
  const style = { '--share': Math.abs(Number(cell.value ?? 0)) } as React.CSSProperties
  return (
    <td
      role="gridcell"
      data-place={`${place.row}:${place.column}`}
      tabIndex={isFocusable ? 0 : -1}
      className={isSelf ? 'heat self' : `heat ${toneOf(cell)}`}
      style={style}
      aria-label={sentence}
      aria-selected={isChosen}
      title={sentence}
      onClick={isSelf ? undefined : onOpen}
      onFocus={onFocus}
    >
      {isSelf ? '' : cellText(cell)}
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

interface RowProps {
  row: number
  grid: Grid
  names: Names
  pair: Props['pair']
  focus: Pick<ReturnType<typeof useGridFocus>, 'place' | 'setPlace' | 'open'>
}

function MatrixRow({ row, grid: { coins, cells }, names, pair, focus }: RowProps) {
  const a = coins[row] ?? ''
  const sentenceOf = (b: string, cell: Cell): string =>
    a === b ? `${names.name(a)} with itself` : cellSentence(`${names.name(a)} and ${names.name(b)}`, cell)
  return (
    <tr>
      <th scope="row" title={names.name(a)}>
        {names.symbol(a)}
      </th>
      {cells[row]?.map((cell, column) => {
        const b = coins[column] ?? ''
        return (
          <MatrixCell
            key={b}
            place={{ row, column }}
            cell={cell}
            sentence={sentenceOf(b, cell)}
            isSelf={a === b}
            isFocusable={row === focus.place.row && column === focus.place.column}
            isChosen={pair?.[0] === a && pair[1] === b}
            onOpen={() => focus.open({ row, column })}
            onFocus={() => focus.setPlace({ row, column })}
          />
        )
      })}
    </tr>
  )
}

export function MatrixTable({ grid, names, pair, onPair }: Props) {
  const { body, onKeyDown, ...focus } = useGridFocus({ grid, onPair })
  const style = { '--coins': grid.coins.length } as React.CSSProperties
  return (
    <ScrollX>
      <table className="matrix" style={style} role="grid" aria-label="Correlation of returns">
        <thead>
          <tr>
            <td />
            {grid.coins.map((coin) => (
              <th key={coin} scope="col" title={names.name(coin)}>
                {names.symbol(coin)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {grid.coins.map((coin, row) => (
            <MatrixRow key={coin} {...{ row, grid, names, pair, focus }} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
