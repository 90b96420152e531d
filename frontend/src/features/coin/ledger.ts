/** Entries of the gap ledger in words. Unknown codes are shown as they are. Pure. */
import type { Gap } from '@/api/types'

const REASONS: Record<string, string> = { socket: 'the connection was lost' }

/** Entries in which something was missed: one that spans no time turned out to be nothing. */
export const realGaps = (gaps: readonly Gap[], venue: string | undefined): Gap[] =>
  gaps.filter((gap) => gap.start !== gap.end && (venue === undefined || gap.venue === venue))

export function idsText({ first_id, last_id }: Pick<Gap, 'first_id' | 'last_id'>): string {
  if (first_id === null) return 'ids unknown'
  if (last_id === null) return `from id ${first_id}`
  return first_id === last_id ? `id ${first_id}` : `ids ${first_id} – ${last_id}`
}

const OUTCOMES: Record<Gap['state'], string> = {
  open: 'still open',
  closed: 'closed',
  unfillable: 'cannot be filled',
}

export function outcomeText({ state, reason }: Pick<Gap, 'state' | 'reason'>): string {
  return reason === null ? OUTCOMES[state] : `${OUTCOMES[state]}: ${REASONS[reason] ?? reason}`
}
