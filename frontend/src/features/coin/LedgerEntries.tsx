/** The entries of the gap ledger in a span: which trade ids were missed, and how the gap was closed or why not. */
import { useQuery } from '@tanstack/react-query'
import { gapsQuery } from '@/api/queries'
import { venueName } from '@/lib/venues'
import { instrumentLabel } from './exchanges'
import { idsText, outcomeText, realGaps } from './ledger'

const MOST = 8

interface Props {
  coinId: string
  venue: string | undefined
  start: Date
  end: Date
}

export function LedgerEntries({ coinId, venue, start, end }: Props) {
  const { data, error } = useQuery(gapsQuery(coinId, start.toISOString(), end.toISOString()))
  if (error) return <p className="xs stale">The ledger could not be read: {error.message}</p>
  if (!data) return <p className="xs t3">Reading the ledger…</p>
  const gaps = realGaps(data, venue)
  if (gaps.length === 0)
    return <p className="xs t3">No gap is in the ledger here: the exchange was not followed at that time.</p>
  return (
    <ul className="xs t2" aria-label="Ledger">
      {gaps.slice(0, MOST).map((gap) => (
        <li key={gap.gap_id} data-gap={gap.gap_id} className="mt-1">
          <span className="b">{venueName(gap.venue)}</span> {instrumentLabel(gap.instrument_id)}, {idsText(gap)}
          <br />
          {outcomeText(gap)}
        </li>
      ))}
      {gaps.length > MOST && <li className="t3">and {gaps.length - MOST} more</li>}
    </ul>
  )
}
