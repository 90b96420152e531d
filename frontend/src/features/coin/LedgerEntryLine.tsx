/** One entry of the ledger of what is not complete: when, which ids, how it was closed or why not; all gaps when opened. */
import { formatMinute, formatMoment, isSameDay } from '@/lib/time'
import { entryText, idsText, type EntryStatus, type LedgerEntry } from './ledger'
import { LedgerEntries } from './LedgerEntries'

const MARKS: Record<EntryStatus, string> = {
  backfilled: 'backfilled',
  partial: 'partial',
  missing: 'none',
  none: 'none',
}
const WORDS: Record<EntryStatus, string> = {
  backfilled: 'backfilled',
  partial: 'partial',
  missing: 'missing',
  none: 'no data',
}

export interface Period {
  from: number
  to: number
}

interface Props {
  coinId: string
  /** The exchange whose chart is shown; undefined for all exchanges. */
  venue: string | undefined
  entry: LedgerEntry
  now: number
  open: boolean
  onPick: (period: Period | null) => void
}

function when({ start, end }: LedgerEntry, now: number): string {
  const [from, to] = [new Date(start), new Date(end)]
  const last = isSameDay(from, to) ? formatMinute(to) : formatMoment(to, new Date(now))
  return `${formatMoment(from, new Date(now))} – ${last}`
}

const textOf = (entry: LedgerEntry): string => {
  const ids = entry.ids && idsText({ first_id: entry.ids.first, last_id: entry.ids.last })
  return [ids, entryText(entry)].filter(Boolean).join(' · ')
}

export function LedgerEntryLine({ coinId, venue, entry, now, open, onPick }: Props) {
  const { start, end, status } = entry
  return (
    <div className="line items-start!" aria-current={open || undefined} data-entry={start}>
      <i className={`rail-key mark12 mt-1 ${MARKS[status]}`} aria-hidden="true" />
      <div className="grow sm">
        <button
          type="button"
          className="block w-full text-left"
          aria-expanded={open}
          onClick={() => onPick(open ? null : { from: start, to: end })}
        >
          {when(entry, now)}
          <br />
          <span className="xs t3">{textOf(entry)}</span>
        </button>
        {open && <LedgerEntries {...{ coinId, venue }} start={new Date(start)} end={new Date(end)} />}
      </div>
      <span className={`xs ${status === 'backfilled' ? 't3' : 'stale'}`}>{WORDS[status]}</span>
    </div>
  )
}
