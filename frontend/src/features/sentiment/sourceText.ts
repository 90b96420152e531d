/** The state of a source in words. Pure. */
import type { SourceStatus } from '@/api/sentiment'
import { formatSpan } from '@/lib/time'

const STATES = ['ok', 'degraded', 'disabled'] as const

/** `ok`, `degraded, answered 403, next try in 6 min`, `disabled, no key`. */
export function sourceText({ state, reason, next_attempt_at: next }: SourceStatus, now: number): string {
  const waitMs = state === 'degraded' && next !== null ? Date.parse(next) - now : 0
  // A reason may say itself when the next try is.
  const again = waitMs > 0 && !reason?.includes('retry in') ? `next try in ${formatSpan(Math.max(waitMs, 60_000))}` : ''
  return [state, reason, again].filter(Boolean).join(', ')
}

/** `6 ok · 1 degraded · 2 disabled`; a state that none has is left out. */
export function countsText(sources: readonly Pick<SourceStatus, 'state'>[]): string {
  const counts = STATES.map((state) => [sources.filter((one) => one.state === state).length, state] as const)
  return counts.flatMap(([count, state]) => (count === 0 ? [] : [`${count} ${state}`])).join(' · ')
}
