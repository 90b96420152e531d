/** Entries of the gap ledger as text. Unknown codes are returned unchanged. Pure. */
import type { Completeness, Gap } from '@/api/types'
import { formatCount } from '@/lib/format'
import { reasonText } from '@/lib/venues'

const REASONS: Record<string, string> = {
  socket: 'the connection was lost',
  not_recorded: 'our recorder is down: trades are kept and will be written',
}

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

/** `closed: 5 trades fetched by id`; how many trades were filled in, where that is known. */
export function outcomeText({ state, reason, trades_filled }: Pick<Gap, 'state' | 'reason' | 'trades_filled'>): string {
  const said = reason === null ? OUTCOMES[state] : `${OUTCOMES[state]}: ${REASONS[reason] ?? reason}`
  return [said, filledText(trades_filled)].filter(Boolean).join('; ')
}

const filledText = (trades: number | null): string =>
  trades === null ? '' : `${formatCount(trades)} ${trades === 1 ? 'trade' : 'trades'} filled in`

type ServerSpan = Completeness['spans'][number]
export type EntryStatus = 'backfilled' | 'partial' | 'missing' | 'none'

/** Neighbouring spans of one hole, or of one status where no hole is known. */
export interface LedgerEntry extends Pick<ServerSpan, 'ids' | 'closed_by' | 'reason' | 'trades_filled'> {
  /** ms */
  start: number
  end: number
  /** The worst of its minutes. */
  status: EntryStatus
}

const BADNESS: Record<EntryStatus, number> = { backfilled: 0, partial: 1, missing: 2, none: 3 }
const worse = (a: EntryStatus, b: EntryStatus): EntryStatus => (BADNESS[a] > BADNESS[b] ? a : b)

const holeOf = ({ ids }: Pick<ServerSpan, 'ids'>): string =>
  ids ? `${ids.instrument_id} ${ids.first ?? ''} ${ids.last ?? ''}` : ''

/** Whether a span goes on with an entry: it follows it, but for quiet minutes, and is of the same hole. */
function goesOn(last: LedgerEntry, span: ServerSpan, quietUntil: number): boolean {
  const adjoins = Date.parse(span.start) <= Math.max(last.end, quietUntil)
  return adjoins && holeOf(last) === holeOf(span) && (span.ids !== null || last.status === span.status)
}

/** What of a period is not complete, newest first. Minutes in which nobody traded are nothing to report. */
export function ledgerEntries(spans: readonly ServerSpan[]): LedgerEntry[] {
  const entries: LedgerEntry[] = []
  let quietUntil = 0
  for (const span of spans) {
    const { start, end, status, ...facts } = span
    const last = entries.at(-1)
    if (status === 'quiet') quietUntil = Date.parse(end)
    if (status === 'quiet' || status === 'complete') continue
    if (last && goesOn(last, span, quietUntil)) {
      last.end = Date.parse(end)
      last.status = worse(last.status, status)
    } else entries.push({ ...facts, start: Date.parse(start), end: Date.parse(end), status })
  }
  return entries.reverse()
}

/** Minutes in which nobody traded and nothing is missing. */
export const quietMinutes = (spans: readonly ServerSpan[]): number =>
  spans
    .filter(({ status }) => status === 'quiet')
    .reduce((sum, { start, end }) => sum + (Date.parse(end) - Date.parse(start)) / 60_000, 0)

const WHY: Record<EntryStatus, string> = {
  backfilled: 'the exchange’s own history',
  partial: 'some trades are missing',
  missing: 'no trade of this time is known',
  none: 'nothing is known of this time',
}

const CLOSED_BY = { ids: 'fetched by id', candles: 'the exchange’s own candles in place of its trades' } as const

/** How the hole was closed, or why not: `41,206 trades fetched by id`. */
export function entryText({ status, closed_by, reason, trades_filled: filled, ids }: LedgerEntry): string {
  if (closed_by !== null) {
    return filled === null ? CLOSED_BY[closed_by] : `${formatCount(filled)} trades ${CLOSED_BY[closed_by]}`
  }
  if (reason !== null) return REASONS[reason] ?? reasonText(reason)
  return ids === null ? WHY[status] : 'not closed yet'
}
