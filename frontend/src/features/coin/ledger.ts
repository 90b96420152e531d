/** Entries of the gap ledger as text. Unknown codes are returned unchanged. Pure. */
import type { Gap } from '@/api/types'

const REASONS: Record<string, string> = { socket: 'the connection was lost' }

/** Gaps that span some time: in one without a span no trade was missed. */
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
