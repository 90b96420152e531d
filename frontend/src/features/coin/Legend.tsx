/** Two fixed lines above the plot: the candle under the crosshair, else the newest; then each overlay's value there. */
import { formatChange, formatCompact, formatCount, formatPercent, formatPrice, UNKNOWN } from '@/lib/format'
import { formatCandleTime } from '@/lib/time'
import type { OverlayData } from './chart/series'
import type { Slot } from './chart/grid'
import { overlayName } from './overlays'

interface Props {
  slots: readonly Slot[]
  cursor: number | null
  overlays: readonly OverlayData[]
  decimals: number | undefined
}

function Candle({ slot, decimals }: { slot: Slot; decimals: number | undefined }) {
  const { candle } = slot
  const time = <b>{formatCandleTime(new Date(slot.time))}</b>
  if (!candle) return <span>{time} no candle</span>
  const change = formatChange(String((Number(candle.close) / Number(candle.open) - 1) * 100))
  const trades = ` · ${formatCount(candle.trade_count)} trades`
  return (
    <>
      <span>{time}</span>
      {(['open', 'high', 'low', 'close'] as const).map((field) => (
        <span key={field}>
          {field.slice(0, 1).toUpperCase()} <b>{formatPrice(candle[field], decimals)}</b>
        </span>
      ))}
      <span className={`change ${change.direction}`}>{change.text}</span>
      <span>
        V <b>{formatCompact(candle.volume)}</b>
      </span>
      <span className="chip h-5 px-[6px]">
        {candle.is_closed ? candle.status : 'open'}
        {trades}
      </span>
    </>
  )
}

function overlayText(
  overlay: OverlayData,
  slot: Slot | undefined,
  decimals: number | undefined,
): { text: string; title: string } {
  const item =
    overlay.items.find((one) => slot && Date.parse(one.open_time) === slot.time) ??
    (slot ? undefined : overlay.items[0])
  if (!item) return { text: UNKNOWN, title: 'only for closed candles' }
  const title = `n = ${item.n}, ${item.warm ? 'warm' : 'warming up'}, ${item.status}`
  if (item.value === null) return { text: `warming up ${item.n} of ${overlay.period}`, title }
  return {
    text: overlay.kind === 'vol' ? formatPercent(String(Number(item.value) * 100)) : formatPrice(item.value, decimals),
    title,
  }
}

export function Legend({ slots, cursor, overlays, decimals }: Props) {
  const shown = cursor === null ? slots.findLast((slot) => slot.candle) : slots[cursor]
  const closed = cursor === null ? slots.findLast((slot) => slot.candle?.is_closed) : shown
  return (
    <>
      <div className="legend" data-testid="legend">
        {shown && <Candle slot={shown} decimals={decimals} />}
      </div>
      <div className="legend pt-0!">
        {overlays.map((overlay) => {
          const { text, title } = overlayText(overlay, closed, decimals)
          return (
            <span key={overlayName(overlay)} title={title}>
              <i className={`sw ${overlay.colour}`} aria-hidden="true" />
              {overlayName(overlay)} <b>{text}</b>
            </span>
          )
        })}
      </div>
    </>
  )
}
