/** Two fixed lines above the plot: the candle under the crosshair, else the newest; then each indicator's value there. */
import type { Candle } from '@/api/types'
import { formatChange, formatCompact, formatCount, formatPrice } from '@/lib/format'
import { formatCandleTime } from '@/lib/time'
import type { Cursor } from './chart/controller'
import type { Slot } from './chart/grid'
import { slotAt } from './chart/paneValues'
import { ComparedLegend } from './ComparedLegend'
import type { ComparedCoin } from './compared'
import { shownValue, type ShownIndicator } from './indicators/shown'

type Decimals = number | undefined

interface Props {
  slots: readonly Slot[]
  cursor: Cursor | null
  indicators: readonly ShownIndicator[]
  compared: readonly ComparedCoin[]
  /** The first time in view, ms: from there on the per cent of compared coins count. */
  from: number
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

/** What a screen reader says of the candle under the crosshair. */
export function candleSentence(slot: Slot, indicators: readonly ShownIndicator[], decimals: Decimals): string {
  const time = formatCandleTime(new Date(slot.time))
  const { candle } = slot
  if (!candle) return `${time}, no candle`
  const prices = PRICES.map((field) => `${field} ${formatPrice(candle[field], decimals)}`)
  const lines = indicators.map((one) => `${one.name} ${shownValue(one, slot.time, decimals).text}`)
  const trades = `${stateOf(candle)}, ${formatCount(candle.trade_count)} trades`
  return [time, ...prices, changeOf(candle).text, `volume ${formatCompact(candle.volume)}`, trades, ...lines].join(', ')
}

/** Read out when a key has moved the crosshair; a pointer and new trades change it too often. */
function ReadOut({ slots, cursor, indicators, decimals }: Props) {
  const slot = cursor?.byKey ? slots[cursor.index] : undefined
  return (
    <p className="sr" role="status" data-testid="read-out">
      {slot && candleSentence(slot, indicators, decimals)}
    </p>
  )
}

/** The value of each indicator; how many candles it is from, and how complete they are, on hover. */
function IndicatorValues({
  indicators,
  time,
  decimals,
}: Pick<Props, 'indicators' | 'decimals'> & { time: number | undefined }) {
  return indicators.map((one) => {
    const { text, title } = shownValue(one, time, decimals)
    return (
      <span key={one.spec} title={title} data-indicator={one.spec}>
        <i className={`sw ${one.colour}`} aria-hidden="true" />
        {one.name} <b>{text}</b>
      </span>
    )
  })
}

export function Legend(props: Props) {
  const { slots, cursor, indicators, compared, from, decimals } = props
  const index = cursor?.index ?? null
  const shown = slotAt(slots, index, false)
  return (
    <>
      <div className="legend" data-testid="legend">
        {shown && <CandleFigures slot={shown} decimals={decimals} />}
      </div>
      <div className="legend lines" data-testid="indicators">
        <ComparedLegend {...{ compared, from }} to={shown?.time ?? from} />
        <IndicatorValues {...{ indicators, decimals }} time={slotAt(slots, index, true)?.time} />
      </div>
      <ReadOut {...props} />
    </>
  )
}
