/** What an exported chart says of itself: its file's name, title, source, period and the mode of the data. Pure. */
import type { Mode } from '@/api/types'
import { formatMoment, zoneName } from '@/lib/time'

export interface About {
  /** In the file's name. */
  slug: string
  title: string
  source: string
  mode: Mode | null
}

export const fileName = ({ slug, mode }: About, ending: string): string =>
  `tidemark-${slug}-${mode ?? 'unknown'}.${ending}`

/** `25 Apr 2026 05:00 – 26 Apr 2026 05:00 UTC · SIMULATED`: what a picture says beside its lines. Pure. */
export function caption(times: readonly number[], { source, mode }: About): string {
  const [first, last] = [times[0], times.at(-1)]
  const moment = (ms: number): string => formatMoment(new Date(ms), new Date(0))
  const period =
    first === undefined || last === undefined
      ? 'period unknown'
      : `${moment(first)} – ${moment(last)} ${zoneName(new Date(last))}`
  const word = mode === 'live' ? 'live data' : (mode ?? 'unknown').toUpperCase()
  return `${source} · ${period} · ${word} · Tidemark, charts by TradingView Lightweight Charts™`
}
