/** Creates the chart anew when its look changes, and passes on its events. */
import { useEffect, useEffectEvent, useMemo, useRef, useState, type RefObject } from 'react'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { useConnection } from '@/stream/connection'
import { INTERVAL_MS } from '../ranges'
import type { ChartHandle, ChartProps } from './CandleChart'
import { ChartController, type Look } from './controller'
import { drawPicture } from './picture'
import { readColours } from './colours'

/** Everything that requires a new chart: type, decimals, watermark; theme and time zone in `key`. */
function useLook({ type, decimals, symbol }: Pick<ChartProps, 'type' | 'decimals' | 'symbol'>): {
  look: Omit<Look, 'colours'>
  key: string
} {
  const mode = useConnection((connection) => connection.mode)
  const key = usePreferences(({ theme, palette, time_zone }) => `${shownTheme(theme)} ${palette} ${time_zone}`)
  const watermark = mode === 'simulated' || mode === 'replay' ? mode.toUpperCase() : ''
  const look = useMemo(() => ({ type, decimals, watermark, symbol }), [type, decimals, watermark, symbol])
  return { look, key }
}

function handleOf(controller: ChartController, box: HTMLElement, look: Look, props: () => ChartProps): ChartHandle {
  const view = () => controller.viewport.view()
  const picture = () => {
    const { slots, spans, newest, indicators, compared, scale, interval } = props()
    const stepMs = INTERVAL_MS[interval]
    return drawPicture(box, look, { slots, spans, newest, indicators, compared, scale, stepMs, view: view() })
  }
  return { view, picture }
}

export function useController(
  box: RefObject<HTMLDivElement | null>,
  props: ChartProps,
  onFollow: (following: boolean) => void,
) {
  const controller = useRef<ChartController | null>(null)
  const [made, setMade] = useState(0)
  const { look, key } = useLook(props)
  const onCrosshair = useEffectEvent(props.onCursor)
  const onSpan = useEffectEvent(props.onSpan)
  const onView = useEffectEvent(props.onView)
  const onReady = useEffectEvent(props.onReady)
  const latest = useEffectEvent(() => props)

  useEffect(() => {
    if (!box.current) return
    const full = { ...look, colours: readColours() }
    const one = new ChartController(box.current, full, {
      onCrosshair: (cursor) => onCrosshair(cursor),
      onSpan: (span) => onSpan(span),
      onView: (view) => onView(view),
      onFollow,
    })
    controller.current = one
    onReady(handleOf(one, box.current, full, () => latest()))
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a chart exists only once its box does
    setMade((times) => times + 1)
    return () => {
      controller.current = null
      onReady(null)
      one.remove()
    }
  }, [box, look, key, onFollow])
  return { controller, made }
}
