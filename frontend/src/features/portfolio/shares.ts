/** When a sharing link ends, and whether it has. Pure. */
import type { Share } from '@/api/shares'

const DAY_MS = 86_400_000

/** `days` from now; nothing: until it is revoked. */
export const expiryOf = (days: string, now: number): string | null =>
  days === '' ? null : new Date(now + Number(days) * DAY_MS).toISOString()

export function shareState({ revoked_at, expires_at }: Share, now: number): 'live' | 'revoked' | 'ended' {
  if (revoked_at !== null) return 'revoked'
  return expires_at !== null && Date.parse(expires_at) <= now ? 'ended' : 'live'
}
