/** How complete the chosen range is, and the ledger of what is not. */
import { forwardRef, useMemo, useState } from 'react'
import type { Completeness } from '@/api/types'
import { useClock } from '@/stream/connection'
import { NotRenewed } from '@/ui/NotRenewed'
import { Failed, Loading } from '@/ui/states'
import { CompletenessSummary } from './CompletenessSummary'
import { ALL_EXCHANGES } from './exchanges'
import { ledgerEntries, type LedgerEntry } from './ledger'
import { LedgerEntryLine, type Period } from './LedgerEntryLine'
import { RANGE_WORDS } from './ranges'
import type { ChartModel } from './useChart'

/** How many entries are listed at first; also the picked one is. */
const FIRST = 6

interface Props {
  coinId: string
  model: Pick<ChartModel, 'interval' | 'view' | 'source' | 'venue' | 'range' | 'completeness'>
  /** A part of time that was chosen on the rail or in the list. */
  picked: Period | null
  onPick: (period: Period | null) => void
}

interface LedgerProps extends Omit<Props, 'model'> {
  venue: string
  spans: Completeness['spans']
  now: number
}

function Ledger({ coinId, venue, spans, now, picked, onPick }: LedgerProps) {
  const [all, setAll] = useState(false)
  const entries = useMemo(() => ledgerEntries(spans), [spans])
  const isPicked = ({ start, end }: LedgerEntry): boolean => picked !== null && start < picked.to && picked.from < end
  const shown = entries.filter((entry, index) => all || index < FIRST || isPicked(entry))
  return (
    <>
      {shown.map((entry) => (
        <LedgerEntryLine
          key={entry.start}
          {...{ coinId, entry, now, onPick }}
          venue={venue === ALL_EXCHANGES ? undefined : venue}
          open={isPicked(entry)}
        />
      ))}
      {entries.length > FIRST && (
        <div className="ft">
          <button
            type="button"
            className="underline underline-offset-2"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? 'Show fewer' : `Show all ${entries.length}`}
          </button>
          {!all && <span>all are on the rail under the chart, too</span>}
        </div>
      )}
    </>
  )
}

function Body({ coinId, model, picked, onPick }: Props) {
  const now = useClock((clock) => Math.floor(clock.now / 60_000) * 60_000)
  const { interval, venue, completeness } = model
  const { data, error, refetch } = completeness
  if (!data && error) return <Failed what="What is complete" error={error} retry={refetch} />
  if (!data) return <Loading what="what is complete" rows={2} />
  return (
    <>
      <CompletenessSummary {...{ completeness, data, interval, now }} />
      <NotRenewed what="what is complete" error={error} retry={refetch} />
      <Ledger {...{ coinId, venue, now, picked, onPick }} spans={data.spans} />
    </>
  )
}

export const CompletenessCard = forwardRef<HTMLElement, Props>(function CompletenessCard(props, ref) {
  const { view, source, range } = props.model
  return (
    <section className="card" aria-label="Completeness" ref={ref} tabIndex={-1}>
      <div className="hd">
        <h2>Completeness</h2>
        <span className="grow" />
        <span className="xs t3">
          {view ? 'of the period shown' : `of the last ${RANGE_WORDS[range]}`}, {source}
        </span>
      </div>
      <Body {...props} />
    </section>
  )
})
