/** A chart of lines as a component, in a chunk of its own: one effect makes it, another feeds it. */
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { useConnection } from '@/stream/connection'
import type { About } from './about'
import { LinesChart } from './controller'
import { timesOf, type Content } from './lines'
import { savePicture } from './picture'
import type { Cursor } from './points'

/** What the tools above the plot ask of it. */
export interface PlotHandle {
  savePicture: (about: About) => Promise<void>
}

interface Props {
  content: Content
  label: string
  sentence: string
  low?: boolean
  handle?: Ref<PlotHandle> | undefined
  onCursor: (cursor: Cursor | null) => void
}

type Chart = React.RefObject<LinesChart | null>

function useWatermark(): string {
  const mode = useConnection((connection) => connection.mode)
  return mode === 'simulated' || mode === 'replay' ? mode.toUpperCase() : ''
}

/** Made anew when theme, palette, time zone or the mode of the data change. */
function useChart(
  box: React.RefObject<HTMLDivElement | null>,
  watermark: string,
  onCursor: Props['onCursor'],
): [Chart, number] {
  const chart = useRef<LinesChart | null>(null)
  const [made, setMade] = useState(0)
  const look = usePreferences(({ theme, palette, time_zone }) => `${shownTheme(theme)} ${palette} ${time_zone}`)
  const pass = useEffectEvent(onCursor)
  useEffect(() => {
    if (!box.current) return
    const one = new LinesChart(box.current, { watermark }, (cursor) => pass(cursor))
    chart.current = one
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a chart exists only once its box does
    setMade((times) => times + 1)
    return () => {
      chart.current = null
      one.remove()
    }
  }, [box, look, watermark])
  return [chart, made]
}

/** ← → move the crosshair (Shift by ten), + − zoom, 0 resets, Esc takes the crosshair away. */
const keysOf = (chart: LinesChart, far: number): Record<string, () => void> => ({
  ArrowLeft: () => chart.moveCursor(-far),
  ArrowRight: () => chart.moveCursor(far),
  '+': () => chart.zoom(0.7),
  '=': () => chart.zoom(0.7),
  '-': () => chart.zoom(1.4),
  '0': () => chart.reset(),
  Escape: () => chart.moveCursor(null),
})

export default function LinesPlot({ content, label, sentence, low = false, handle, onCursor }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const watermark = useWatermark()
  const [chart, made] = useChart(box, watermark, onCursor)
  useEffect(() => chart.current?.set(content), [chart, content, made])
  useImperativeHandle(handle, () => ({
    savePicture: async (about) => {
      if (!box.current || !chart.current) return
      const view = chart.current.view()
      await savePicture({ box: box.current, look: { watermark }, content, view, times: timesOf(content.lines) }, about)
    },
  }))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!chart.current || event.ctrlKey || event.metaKey || event.altKey) return
    const run = keysOf(chart.current, event.shiftKey ? 10 : 1)[event.key]
    if (!run) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }
  return (
    <div
      ref={box}
      className={low ? 'lines-plot low' : 'lines-plot'}
      role="application"
      aria-roledescription="chart"
      aria-label={label}
      aria-description={sentence}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => chart.current?.moveCursor(null)}
    />
  )
}
