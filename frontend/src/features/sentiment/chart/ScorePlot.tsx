/** The chart of score and price as a component, in a chunk of its own: one effect makes it, another feeds it. */
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'
import { useConnection } from '@/stream/connection'
import { ScoreChart, type Cursor } from './controller'
import type { ChartPoint } from './points'

interface Props {
  points: readonly ChartPoint[]
  label: string
  sentence: string
  onCursor: (cursor: Cursor | null) => void
}

type Ref = React.RefObject<ScoreChart | null>

/** Made anew when theme, palette, time zone or the mode of the data change. */
function useChart(box: React.RefObject<HTMLDivElement | null>, onCursor: Props['onCursor']): [Ref, number] {
  const chart = useRef<ScoreChart | null>(null)
  const [made, setMade] = useState(0)
  const look = usePreferences(({ theme, palette, time_zone }) => `${shownTheme(theme)} ${palette} ${time_zone}`)
  const mode = useConnection((connection) => connection.mode)
  const watermark = mode === 'simulated' || mode === 'replay' ? mode.toUpperCase() : ''
  const pass = useEffectEvent(onCursor)
  useEffect(() => {
    if (!box.current) return
    const one = new ScoreChart(box.current, watermark, (cursor) => pass(cursor))
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
const keysOf = (chart: ScoreChart, far: number): Record<string, () => void> => ({
  ArrowLeft: () => chart.moveCursor(-far),
  ArrowRight: () => chart.moveCursor(far),
  '+': () => chart.zoom(0.7),
  '=': () => chart.zoom(0.7),
  '-': () => chart.zoom(1.4),
  '0': () => chart.reset(),
  Escape: () => chart.moveCursor(null),
})

export default function ScorePlot({ points, label, sentence, onCursor }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [chart, made] = useChart(box, onCursor)
  useEffect(() => chart.current?.set(points), [chart, points, made])
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
      className="score-plot"
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
