/** Which figures the screener's table shows. They are in the link; a figure with other parameters can be typed. */
import { useState } from 'react'
import { ColumnsPopover } from '@/ui/ColumnsPopover'
import { isFigure, MARKET_FIGURES } from './where'

/** As many as the service gives at once. */
const MOST_COLUMNS = 24

interface Props {
  /** Figures that are shown, in their order. */
  shown: readonly string[]
  /** Figures of the indicators, each with its usual parameters. */
  figures: readonly string[]
  /** Whether the link names them. */
  chosen: boolean
  /** Undefined: the usual ones, and what is filtered and sorted by. */
  onChange: (cols: string | undefined) => void
}

/** The shown ones first, in their order; then the others, and what is typed if it is a figure. Pure. */
export function columnsOffered(shown: readonly string[], figures: readonly string[], text: string): string[] {
  const wanted = text.trim().toLowerCase()
  const known = [...new Set([...shown, ...MARKET_FIGURES, ...figures])]
  const found = known.filter((figure) => figure.includes(wanted))
  return isFigure(wanted) && wanted.includes(':') && !known.includes(wanted) ? [wanted, ...found] : found
}

export function ScreenColumns({ shown, figures, chosen, onChange }: Props) {
  const [text, setText] = useState('')
  const isFull = shown.length >= MOST_COLUMNS
  const toggle = (figure: string, on: boolean) =>
    onChange((on ? shown.filter((one) => one !== figure) : [...shown, figure]).join(','))
  return (
    <ColumnsPopover>
      <input
        className="menu-filter"
        aria-label="Find a figure"
        placeholder="Find a figure, or type rsi:7"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="coin-checks" role="group" aria-label="Figures">
        {columnsOffered(shown, figures, text).map((figure) => {
          const on = shown.includes(figure)
          // The last one stays: without a column the service gives the usual ones.
          const locked = on ? shown.length === 1 : isFull
          return (
            <label key={figure} className="item">
              <input type="checkbox" checked={on} disabled={locked} onChange={() => toggle(figure, on)} />
              {figure}
            </label>
          )
        })}
      </div>
      {chosen && (
        <button type="button" className="btn small m-2" onClick={() => onChange(undefined)}>
          The usual ones
        </button>
      )}
    </ColumnsPopover>
  )
}
