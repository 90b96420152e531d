/** Trades as rows: time, price, size, taker side, exchange; of large ones also what they are worth. */
import type { Trade } from '@/api/types'
import { formatCompact, formatPrice, formatSize } from '@/lib/format'
import { formatTime, zoneName } from '@/lib/time'
import { venueName } from '@/lib/venues'
import { Unknown } from '@/ui/badges'
import { quoteOf } from './exchanges'
import { valueUsd } from './largeTrades'

interface Props {
  trades: readonly Trade[]
  decimals: number | undefined
  /** Show what each is worth in US dollars. */
  worth?: boolean
}

function Worth({ trade }: { trade: Trade }) {
  const value = valueUsd(trade)
  if (value === null) return <Unknown reason="No USD rate at that moment" />
  return <span title={`$${value.toFixed(2)}`}>${formatCompact(value.toFixed(0))}</span>
}

function Row({ trade, decimals, worth }: Omit<Props, 'trades'> & { trade: Trade }) {
  const tone = trade.side === 'buy' ? 'up' : 'down'
  const quote = quoteOf(trade.instrument_id)
  return (
    <tr data-trade={trade.trade_id}>
      <td className="num t3" title={trade.timestamp}>
        {formatTime(new Date(trade.timestamp), true)}
      </td>
      {worth && (
        <td className={`num b ${tone}`}>
          <Worth trade={trade} />
        </td>
      )}
      <td className={worth ? 'num t2' : `num b ${tone}`} title={`${trade.price} ${quote}`}>
        {formatPrice(trade.price, decimals)}
      </td>
      <td className="num t2" title={trade.size}>
        {formatSize(trade.size)}
      </td>
      <td className={`sm ${tone}`}>{trade.side}</td>
      <td className="t3 sm">
        {venueName(trade.venue)} <span className="xs">{quote}</span>
        {trade.backfilled && ' · backfilled'}
      </td>
    </tr>
  )
}

export function TapeTable({ trades, decimals, worth = false }: Props) {
  return (
    <table className="table low">
      <thead>
        <tr>
          <th className="num">Time, {zoneName()}</th>
          {worth && <th className="num">Value</th>}
          <th className="num">Price</th>
          <th className="num">Size</th>
          <th>Side</th>
          <th>Exchange</th>
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <Row key={`${trade.instrument_id} ${trade.trade_id}`} {...{ trade, decimals, worth }} />
        ))}
      </tbody>
    </table>
  )
}
