/** The banner's texts about simulated and replayed data. Pure. */
import { formatDateRange, formatMonth } from '@/lib/time'
import type { Replay } from '@/stream/protocol'

export const SIMULATED =
  'No exchange can be reached from this machine. Prices come from the built-in simulator and are not market prices.'

export function speedText(speed: Replay['speed']): string {
  const value = Number(speed ?? 1)
  return Number.isFinite(value) ? `${value}×` : 'full speed'
}

export function replayText(replay: Replay | null): string {
  const recorded =
    replay?.start && replay.end ? ` of ${formatDateRange(new Date(replay.start), new Date(replay.end))}` : ''
  return `Recorded market${recorded}, played at ${speedText(replay?.speed ?? 1)}. Nothing on this page is happening now.`
}

export function replayTextShort(replay: Replay | null): string {
  const recorded = replay?.start ? ` ${formatMonth(new Date(replay.start))}` : ''
  return `Recorded${recorded}, ${speedText(replay?.speed ?? 1)}`
}
