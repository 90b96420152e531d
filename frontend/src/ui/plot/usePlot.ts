/** A chart in a box: drawn anew when what is drawn, or the theme, has changed. */
import type { IChartApi } from 'lightweight-charts'
import { useEffect, useRef, type RefObject } from 'react'
import { shownTheme } from '@/lib/appearance'
import { usePreferences } from '@/lib/preferences'

/** `draw` stays the same function while it draws the same (`useCallback`). */
export function usePlot(draw: (box: HTMLElement) => IChartApi): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  const theme = usePreferences(({ theme: chosen, palette }) => `${shownTheme(chosen)} ${palette}`)
  useEffect(() => {
    if (!box.current) return
    const chart = draw(box.current)
    return () => chart.remove()
  }, [draw, theme])
  return box
}
