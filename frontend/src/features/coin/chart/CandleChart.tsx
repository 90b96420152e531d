/** The chart in React: one effect makes it, others feed it, the first one's return removes it. Loaded apart. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { formatCountdown } from '@/lib/time'
import { useClock, useConnection } from '@/stream/connection'
import { INTERVAL_MS, type ChartType } from '../search'
import type { Interval } from '@/api/types'
import { ChartController, type Look } from './controller'
import type { OverlayData } from './series'
import type { Slot, Span } from './grid'
import { readTokens } from './theme'
import { useChartKeys } from './useChartKeys'

export interface ChartHandle {
  screenshot: () => HTMLCanvasElement
}

interface Props {
  slots: Slot[]
  overlays: OverlayData[]
  type: ChartType
  interval: Interval
  /** How many slots the range shows; a change shows the range anew. */
  count: number
  decimals: number
  label: string
  sentence: string
  onCursor: (index: number | null) => void
  onSpan: (span: Span) => void
  onReady: (handle: ChartHandle | null) => void
}

function useCountdown(
  controller: React.RefObject<ChartController | null>,
  slots: Slot[],
  interval: Interval,
  ready: number,
): void {
  const replay = useConnection(({ mode }) => mode === 'replay')
  const last = slots.at(-1)
  const closesAt = last?.candle && !last.candle.is_closed && !replay ? last.time + INTERVAL_MS[interval] : null
  const text = useClock(({ now }) => (closesAt !== null && closesAt > now ? formatCountdown(closesAt - now) : ''))
  useEffect(() => {
    controller.current?.setCountdown(text)
  }, [controller, text, slots, ready])
}

/** Everything that the chart must be made anew for. */
function useLook(type: ChartType, decimals: number): Omit<Look, 'tokens'> & { theme: string } {
  const theme = usePreferences((chosen) => `${shownTheme(chosen.theme)} ${chosen.palette}`)
  const mode = useConnection((connection) => connection.mode)
  const watermark = mode === 'simulated' || mode === 'replay' ? mode.toUpperCase() : ''
  return useMemo(() => ({ type, decimals, watermark, theme }), [type, decimals, watermark, theme])
}

export default function CandleChart(props: Props) {
  const { slots, overlays, interval, count, label, sentence } = props
  const box = useRef<HTMLDivElement>(null)
  const controller = useRef<ChartController | null>(null)
  const [following, setFollowing] = useState(true)
  const [made, setMade] = useState(0)
  const look = useLook(props.type, props.decimals)
  const onCrosshair = useEffectEvent(props.onCursor)
  const onSpan = useEffectEvent(props.onSpan)
  const onReady = useEffectEvent(props.onReady)

  useEffect(() => {
    if (!box.current) return
    const events = {
      onCrosshair: (index: number | null) => onCrosshair(index),
      onSpan: (span: Span) => onSpan(span),
      onFollow: setFollowing,
    }
    const one = new ChartController(box.current, { ...look, tokens: readTokens() }, events)
    controller.current = one
    onReady({ screenshot: () => one.chart.takeScreenshot(true) })
    setMade((times) => times + 1)
    return () => {
      controller.current = null
      onReady(null)
      one.remove()
    }
  }, [look])

  useEffect(() => controller.current?.setSlots(slots), [slots, made])
  useEffect(() => controller.current?.setOverlays(overlays), [overlays, slots, made])
  const loaded = slots.length > 0
  useEffect(() => {
    if (loaded) controller.current?.show(count)
  }, [count, interval, loaded, made])
  useCountdown(controller, slots, interval, made)
  const onKeyDown = useChartKeys(controller, count)

  return (
    <>
      <div
        ref={box}
        className="plot"
        role="application"
        aria-roledescription="chart"
        aria-label={label}
        aria-description={sentence}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => controller.current?.moveCursor(null)}
      />
      {!following && (
        <button type="button" className="btn small go-now" onClick={() => controller.current?.goToNow()}>
          Go to now
        </button>
      )}
    </>
  )
}
