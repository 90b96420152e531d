/** ← → move the crosshair (Shift by ten), + − zoom, 0 resets, Esc takes the crosshair away. */
import type { KeyboardEvent, RefObject } from 'react'
import type { ChartController } from './controller'

export function useChartKeys(controller: RefObject<ChartController | null>, onReset: () => void) {
  return (event: KeyboardEvent): void => {
    const chart = controller.current
    if (!chart || event.ctrlKey || event.metaKey || event.altKey) return
    const far = event.shiftKey ? 10 : 1
    const keys: Record<string, () => void> = {
      ArrowLeft: () => chart.moveCursor(-far),
      ArrowRight: () => chart.moveCursor(far),
      '+': () => chart.viewport.zoom(0.7),
      '=': () => chart.viewport.zoom(0.7),
      '-': () => chart.viewport.zoom(1.4),
      '0': onReset,
      Escape: () => chart.moveCursor(null),
    }
    const run = keys[event.key]
    if (!run) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }
}
