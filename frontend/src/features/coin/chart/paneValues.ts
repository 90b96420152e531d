/** What stands at the top of a pane: the volume, or each indicator of the pane with its value. Pure. */
import { formatCompact, UNKNOWN } from '@/lib/format'
import { shownValue, type ShownIndicator } from '../indicators/shown'
import type { Colours } from './colours'
import type { Slot } from './grid'
import type { PaneTitle } from './paneTitles'

const VOLUME_PANE = 1

interface Look {
  colours: Colours
  decimals: number
  symbol: string
}

/** The candle at the crosshair; without one the newest, and of indicators the newest closed one. */
export function slotAt(slots: readonly Slot[], index: number | null, closed: boolean): Slot | undefined {
  if (index !== null) return slots[index]
  return slots.findLast(({ candle }) => candle !== null && (!closed || candle.is_closed))
}

export function titlesOf(
  pane: number,
  shown: readonly ShownIndicator[],
  slots: readonly Slot[],
  index: number | null,
  { colours, decimals, symbol }: Look,
): PaneTitle[] {
  if (pane === VOLUME_PANE) {
    const candle = slotAt(slots, index, false)?.candle
    return [{ name: 'Volume', value: candle ? `${formatCompact(candle.volume)} ${symbol}` : UNKNOWN, colour: null }]
  }
  const time = slotAt(slots, index, true)?.time
  return shown
    .filter((one) => one.pane === pane)
    .map((one) => ({ name: one.name, value: shownValue(one, time, decimals).text, colour: colours[one.colour] }))
}
