/** Two fixed lines above the plot: the candle under the crosshair, else the newest; then each overlay's value there. */
import type { Candle } from '@/api/types'
import { formatChange, formatCompact, formatCount, formatPercent, formatPrice, UNKNOWN } from '@/lib/format'
import { formatCandleTime } from '@/lib/time'
import type { Cursor } from './chart/controller'
import type { OverlayData } from './chart/series'
import type { Slot } from './chart/grid'
import { overlayName } from './overlays'

type Decimals = number | undefined

interface Props {
  slots: readonly Slot[]
  cursor: Cursor | null
  overlays: readonly OverlayData[]
  decimals: Decimals
}

const PRICES = ['open', 'high', 'low', 'close'] as const

const changeOf = ({ open, close }: Candle) => formatChange(String((Number(close) / Number(open) - 1) * 100))

const stateOf = ({ is_closed, status }: Candle): string => (is_closed ? status : 'open')

/** What the volume is made of. `venue`: the candle was imported from the exchange. */
const volumeTitle = ({ source }: Candle): string =>
  `${source === 'venue' ? 'As the exchange states it for this candle' : 'Counted from the trades that we received'}. ` +
  'The 24 h volume above is what the exchanges report for it'

function CandleFigures({ slot, decimals }: { slot: Slot; decimals: Decimals }) {
  const { candle } = slot
  const time = <b>{formatCandleTime(new Date(slot.time))}</b>
  if (!candle) return <span>{time} no candle</span>
  const change = changeOf(candle)
  return (
    <>
      <span>{time}</span>
      {PRICES.map((field) => (
        <span key={field}>
          {field.slice(0, 1).toUpperCase()} <b>{formatPrice(candle[field], decimals)}</b>
        </span>
      ))}
      <span className={`change ${change.direction}`}>{change.text}</span>
      <span title={volumeTitle(candle)}>
        V <b>{formatCompact(candle.volume)}</b>
      </span>
      <span className="chip h-5 px-[6px]">
        {stateOf(candle)}
        {` · ${formatCount(candle.trade_count)} trades`}
      </span>
    </>
  )
}

function overlayText(
  overlay: OverlayData,
  slot: Slot | undefined,
  decimals: Decimals,
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

/** What a screen reader says of the candle under the crosshair. */
export function candleSentence(slot: Slot, overlays: readonly OverlayData[], decimals: Decimals): string {
  const time = formatCandleTime(new Date(slot.time))
  const { candle } = slot
  if (!candle) return `${time}, no candle`
  const prices = PRICES.map((field) => `${field} ${formatPrice(candle[field], decimals)}`)
  const lines = overlays.map((overlay) => `${overlayName(overlay)} ${overlayText(overlay, slot, decimals).text}`)
  const trades = `${stateOf(candle)}, ${formatCount(candle.trade_count)} trades`
  return [time, ...prices, changeOf(candle).text, `volume ${formatCompact(candle.volume)}`, trades, ...lines].join(', ')
}

/** Read out when a key has moved the crosshair; a pointer and new trades change it too often. */
function ReadOut({ slots, cursor, overlays, decimals }: Props) {
  const slot = cursor?.byKey ? slots[cursor.index] : undefined
  return (
    <p className="sr" role="status" data-testid="read-out">
      {slot && candleSentence(slot, overlays, decimals)}
    </p>
  )
}

export function Legend(props: Props) {
  const { slots, cursor, overlays, decimals } = props
  const shown = cursor === null ? slots.findLast((slot) => slot.candle) : slots[cursor.index]
  const closed = cursor === null ? slots.findLast((slot) => slot.candle?.is_closed) : shown
  return (
    <>
      <div className="legend" data-testid="legend">
        {shown && <CandleFigures slot={shown} decimals={decimals} />}
      </div>
      <div className="legend lines">
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
      <ReadOut {...props} />
    </>
  )
}
