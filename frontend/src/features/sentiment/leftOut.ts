/** Which texts of the last day are in no score, in words. Pure. */
import type { SourceStatus } from '@/api/sentiment'

const WORDS: Partial<Record<string, string>> = { off_topic: 'off topic', language: 'not English' }

/** `6 texts of the last 24 h were left out: off topic 4, not English 2.`; empty when none was. */
export function leftOutText(sources: readonly Pick<SourceStatus, 'left_out_24h'>[]): string {
  const counts = new Map<string, number>()
  for (const { left_out_24h: reasons } of sources)
    for (const [reason, count] of Object.entries(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + count)
  const parts = [...counts].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a)
  if (parts.length === 0) return ''
  const total = parts.reduce((sum, [, count]) => sum + count, 0)
  const words = parts.map(([reason, count]) => `${WORDS[reason] ?? reason.replaceAll('_', ' ')} ${count}`)
  return `${total === 1 ? '1 text' : `${total} texts`} of the last 24 h left out: ${words.join(', ')}.`
}
