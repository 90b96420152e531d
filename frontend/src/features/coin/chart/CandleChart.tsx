/** The chart as a React component, in a chunk of its own: effects create it, pass it data and remove it. */
import { useEffect, useRef, useState } from 'react'
import { formatCountdown } from '@/lib/time'
import { useClock, useConnection } from '@/stream/connection'
import type { Interval } from '@/api/types'
import { INTERVAL_MS } from '../ranges'
import type { ComparedCoin } from '../compared'
import type { ShownIndicator } from '../indicators/shown'
import type { ChartType, Scale } from '../search'
import type { View } from '../view'
import type { ChartController, Cursor } from './controller'
import type { Slot, Span } from './grid'
import { useChartKeys } from './useChartKeys'
import { useController } from './useController'

export interface ChartHandle {
  picture: () => Promise<HTMLCanvasElement>
  view: () => View | null
}

export interface ChartProps {
  slots: readonly Slot[]
  spans: readonly Span[]
  /** The newest price of the source; null when only the candles know it. */
  newest: number | null
  /** False while the slots are still those of the previous request. */
  settled: boolean
  /** The slots end before now. */
  past: boolean
  indicators: readonly ShownIndicator[]
  compared: readonly ComparedCoin[]
  type: ChartType
  scale: Scale
  symbol: string
  interval: Interval
  /** How many slots the range has; a change shows the newest ones. */
  count: number
  /** The period in the URL; null for the newest slots of the range. */
  view: View | null
  decimals: number
  label: string
  sentence: string
  onCursor: (cursor: Cursor | null) => void
  onSpan: (span: Span) => void
  onView: (view: View | null) => void
  onReady: (handle: ChartHandle | null) => void
}

type Ref = React.RefObject<ChartController | null>

function useCountdown(controller: Ref, { slots, interval }: ChartProps, made: number): void {
  const replay = useConnection(({ mode }) => mode === 'replay')
  const last = slots.at(-1)
  const closesAt = last?.candle && !last.candle.is_closed && !replay ? last.time + INTERVAL_MS[interval] : null
  const text = useClock(({ now }) => (closesAt !== null && closesAt > now ? formatCountdown(closesAt - now) : ''))
  useEffect(() => {
    controller.current?.setCountdown(text)
  }, [controller, text, slots, made])
}

function useFeed(controller: Ref, props: ChartProps, made: number): void {
  const { slots, spans, newest, settled, indicators, compared, interval, count, view, scale } = props
  const loaded = slots.length > 0
  useEffect(
    () => controller.current?.setSlots(slots, spans, INTERVAL_MS[interval]),
    [controller, slots, spans, interval, made],
  )
  useEffect(() => controller.current?.setIndicators(indicators), [controller, indicators, slots, spans, made])
  useEffect(() => controller.current?.setCompared(compared), [controller, compared, slots, made])
  useEffect(() => controller.current?.setNewest(newest), [controller, newest, made])
  useEffect(() => controller.current?.setScale(scale), [controller, scale, made])
  useEffect(() => {
    const viewport = loaded ? controller.current?.viewport : undefined
    if (view) viewport?.show(view)
    else viewport?.showNewest(count)
  }, [controller, view, count, interval, loaded, settled, made])
}

export default function CandleChart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const { controller, made } = useController(box, props, setFollowing)
  useFeed(controller, props, made)
  useCountdown(controller, props, made)
  const reset = () => {
    controller.current?.viewport.showNewest(props.count)
    props.onView(null)
  }
  const onKeyDown = useChartKeys(controller, reset)
  return (
    <>
      <div
        ref={box}
        className="plot"
        role="application"
        aria-roledescription="chart"
        aria-label={props.label}
        aria-description={props.sentence}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => controller.current?.moveCursor(null)}
      />
      {(!following || props.past) && (
        <button type="button" className="btn small go-now" onClick={reset}>
          Go to now
        </button>
      )}
    </>
  )
}
