/** The chart's candles as a table, newest first. */
import type { Candle } from '@/api/types'
import { formatCompact, formatCount, formatPrice } from '@/lib/format'
import { formatCandleTime, zoneName } from '@/lib/time'
import type { Slot } from './chart/grid'

const MOST = 300

type Decimals = number | undefined

function Row({ candle, decimals }: { candle: Candle; decimals: Decimals }) {
  return (
    <tr>
      <td className="t2">{formatCandleTime(new Date(candle.open_time))}</td>
      <td className="num">{formatPrice(candle.open, decimals)}</td>
      <td className="num">{formatPrice(candle.high, decimals)}</td>
      <td className="num">{formatPrice(candle.low, decimals)}</td>
      <td className="num b">{formatPrice(candle.close, decimals)}</td>
      <td className="num t2">{formatCompact(candle.volume)}</td>
      <td className="num t2">{formatCount(candle.trade_count)}</td>
      <td className={candle.status === 'partial' ? 'stale' : 't3'}>{candle.is_closed ? candle.status : 'open'}</td>
    </tr>
  )
}

export function CandleTable({ slots, decimals, label }: { slots: readonly Slot[]; decimals: Decimals; label: string }) {
  const candles = slots.flatMap(({ candle }) => (candle ? [candle] : []))
  return (
    <div className="table-view" tabIndex={0} role="region" aria-label={label}>
      <table className="table low">
        <thead>
          <tr>
            <th>Time, {zoneName()}</th>
            {['Open', 'High', 'Low', 'Close', 'Volume', 'Trades'].map((head) => (
              <th key={head} className="num">
                {head}
              </th>
            ))}
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {candles
            .toReversed()
            .slice(0, MOST)
            .map((candle) => (
              <Row key={candle.open_time} candle={candle} decimals={decimals} />
            ))}
        </tbody>
      </table>
    </div>
  )
}
