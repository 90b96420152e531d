/** The chart's candles as a table, newest first, with each indicator and each compared coin. */
import type { Candle } from '@/api/types'
import { formatCompact, formatCount, formatPrice } from '@/lib/format'
import { formatCandleTime, zoneName } from '@/lib/time'
import { Unknown } from '@/ui/badges'
import type { ComparedCoin } from './compared'
import { shownValue, type ShownIndicator } from './indicators/shown'
import type { ChartModel } from './useChart'

const MOST = 300

type Decimals = number | undefined
type Model = Pick<ChartModel, 'slots' | 'indicators' | 'compared'>

/** The close of another coin at the same time. */
function OtherClose({ slots, time }: Pick<ComparedCoin, 'slots'> & { time: number }) {
  const candle = slots.find((slot) => slot.time === time)?.candle
  return candle ? formatPrice(candle.close) : <Unknown reason="No candle at this time" />
}

function IndicatorCell({ one, time, decimals }: { one: ShownIndicator; time: number; decimals: Decimals }) {
  const { text, title } = shownValue(one, time, decimals)
  return <span title={title}>{text}</span>
}

function Row({ candle, model, decimals }: { candle: Candle; model: Model; decimals: Decimals }) {
  const time = Date.parse(candle.open_time)
  return (
    <tr>
      <td className="t2">{formatCandleTime(new Date(candle.open_time))}</td>
      <td className="num">{formatPrice(candle.open, decimals)}</td>
      <td className="num">{formatPrice(candle.high, decimals)}</td>
      <td className="num">{formatPrice(candle.low, decimals)}</td>
      <td className="num b">{formatPrice(candle.close, decimals)}</td>
      <td className="num t2">{formatCompact(candle.volume)}</td>
      <td className="num t2">{formatCount(candle.trade_count)}</td>
      {model.indicators.map((one) => (
        <td key={one.spec} className="num t2">
          <IndicatorCell {...{ one, time, decimals }} />
        </td>
      ))}
      {model.compared.map((one) => (
        <td key={one.coinId} className="num t2">
          <OtherClose slots={one.slots} time={time} />
        </td>
      ))}
      <td className={candle.status === 'partial' ? 'stale' : 't3'}>{candle.is_closed ? candle.status : 'open'}</td>
    </tr>
  )
}

const PRICES = ['Open', 'High', 'Low', 'Close', 'Volume', 'Trades']

export function CandleTable({ model, decimals, label }: { model: Model; decimals: Decimals; label: string }) {
  const candles = model.slots.flatMap(({ candle }) => (candle ? [candle] : []))
  const others = [...model.indicators.map(({ name }) => name), ...model.compared.map(({ name }) => name)]
  return (
    <div className="table-view" tabIndex={0} role="region" aria-label={label}>
      <table className="table low">
        <thead>
          <tr>
            <th>Time, {zoneName()}</th>
            {[...PRICES, ...others].map((head) => (
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
              <Row key={candle.open_time} {...{ candle, model, decimals }} />
            ))}
        </tbody>
      </table>
    </div>
  )
}
