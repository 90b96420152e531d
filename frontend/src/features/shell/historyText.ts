/** How far the import of the exchanges' own candles is, in words. Pure. */
import type { PipelineHistory } from '@/api/types'

const NAMES: Record<string, string> = { '1h': 'hours', '1d': 'days', '1m': 'minutes' }

const share = (done: number, total: number): string => `${Math.floor((100 * done) / total)}%`

/** Null: nothing is wanted, as in a replay. */
export function historyText({ done, total, intervals }: PipelineHistory): string | null {
  if (total === 0) return null
  if (done >= total) return 'History: all of it is there'
  const parts = intervals
    .filter((one) => one.total > 0)
    .map((one) => `${NAMES[one.interval] ?? one.interval} ${share(one.done, one.total)}`)
  return `History: ${share(done, total)} read (${parts.join(', ')})`
}
