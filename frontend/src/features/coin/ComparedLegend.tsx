/** The compared coins with their change since the left edge of the plot, and a word on what per cent leave out. */
import { Change } from '@/ui/badges'
import { changeSince, type ComparedCoin } from './compared'

interface Props {
  compared: readonly ComparedCoin[]
  /** Edges of the time that is counted, ms. */
  from: number
  to: number
}

export function ComparedLegend({ compared, from, to }: Props) {
  if (compared.length === 0) return null
  return (
    <>
      <span className="t3">Since the left edge:</span>
      {compared.map(({ coinId, name, source, colour, slots }) => (
        <span key={coinId} title={`${name}, ${source}`} data-compared={coinId}>
          <i className={`sw ${colour}`} aria-hidden="true" />
          {name}{' '}
          <b>
            <Change percent={changeSince(slots, from, to)} reason="No candle in this part of time" />
          </b>
        </span>
      ))}
    </>
  )
}
