/** How complete the chosen range is, and the ledger of what is not. */
import { forwardRef, useMemo } from 'react'
import type { Interval } from '@/api/types'
import { formatCount, formatPercent } from '@/lib/format'
import { formatMoment } from '@/lib/time'
import { useClock } from '@/stream/connection'
import { Unknown } from '@/ui/badges'
import { countStates, type SlotState } from './chart/grid'
import { ALL_EXCHANGES } from './exchanges'
import { ledgerEntries, quietMinutes, type LedgerEntry } from './ledger'
import { LedgerEntryLine, type Period } from './LedgerEntryLine'
import { RANGE_WORDS } from './ranges'
import type { ChartModel, ChosenCompleteness } from './useChart'

const UNITS: Record<Interval, string> = {
  '1m': 'minutes',
  '5m': 'spans of 5 min',
  '15m': 'spans of 15 min',
  '1h': 'hours',
  '4h': 'spans of 4 h',
  '1d': 'days',
}

const WORDS: Record<SlotState, string> = {
  complete: 'complete',
  backfilled: 'backfilled',
  partial: 'partial',
  none: 'no data',
  open: 'open',
}

const MOST = 6

const formatShare = (percent: string): string => (Number(percent) >= 99.95 ? '100%' : formatPercent(percent))

function Counts({ counts }: { counts: Record<SlotState, number> }) {
  const parts = (['backfilled', 'partial', 'none', 'open'] as const).filter((state) => counts[state] > 0)
  if (parts.length === 0) return null
  return (
    <>
      <br />
      <span className="t3">{parts.map((state) => `${counts[state]} ${WORDS[state]}`).join(', ')}.</span>
    </>
  )
}

function Beginning({ title, at, now }: { title: string; at: number | null; now: number }) {
  if (at === null) return null
  return (
    <>
      <br />
      <span className="t3">
        {title} {formatMoment(new Date(at), new Date(now))}.
      </span>
    </>
  )
}

interface Props {
  coinId: string
  model: ChartModel
  /** A part of time that was chosen on the rail or in the list. */
  picked: Period | null
  onPick: (period: Period | null) => void
}

interface SummaryProps {
  completeness: ChosenCompleteness
  interval: Interval
  now: number
}

function Summary({ completeness, interval, now }: SummaryProps) {
  const { percent, since, candlesSince, spans, ledger } = completeness
  const { final, expected, counts } = countStates(spans)
  const quiet = quietMinutes(ledger)
  const text = percent === null ? <Unknown word="unknown" reason="No candle yet" /> : formatShare(percent)
  return (
    <div className="row min-h-[60px] gap-3 px-[14px] py-[10px]">
      <span
        className="text-[24px] leading-[28px] font-[650]"
        data-testid="complete"
        title="Share of the minutes in which no trade is missing"
      >
        {text}
      </span>
      <span className="sm t2">
        {expected === 0 ? 'No candle is final yet.' : `${final} of ${expected} ${UNITS[interval]} final.`}
        <Counts counts={counts} />
        {quiet > 0 && (
          <>
            <br />
            <span className="t3">
              {quiet === 1 ? '1 quiet minute' : `${formatCount(quiet)} quiet minutes`}: nobody traded, nothing is
              missing.
            </span>
          </>
        )}
        <Beginning title="History begins" at={since} now={now} />
        <Beginning title="These candles begin" at={candlesSince} now={now} />
      </span>
    </div>
  )
}

export const CompletenessCard = forwardRef<HTMLElement, Props>(function CompletenessCard(
  { coinId, model, picked, onPick },
  ref,
) {
  const now = useClock((clock) => Math.floor(clock.now / 60_000) * 60_000)
  const { interval, view, source, venue, range, completeness } = model
  const entries = useMemo(() => ledgerEntries(completeness.ledger), [completeness.ledger])
  const isPicked = ({ start, end }: LedgerEntry): boolean => picked !== null && start < picked.to && picked.from < end
  const shown = entries.filter((entry, index) => index < MOST || isPicked(entry))
  return (
    <section className="card" aria-label="Completeness" ref={ref} tabIndex={-1}>
      <div className="hd">
        <h2>Completeness</h2>
        <span className="grow" />
        <span className="xs t3">
          {view ? 'of the period shown' : `of the last ${RANGE_WORDS[range]}`}, {source}
        </span>
      </div>
      <Summary {...{ completeness, interval, now }} />
      {shown.map((entry) => (
        <LedgerEntryLine
          key={entry.start}
          {...{ coinId, entry, now, onPick }}
          venue={venue === ALL_EXCHANGES ? undefined : venue}
          open={isPicked(entry)}
        />
      ))}
      {entries.length > shown.length && (
        <div className="ft">and {entries.length - shown.length} more, all on the rail under the chart</div>
      )}
    </section>
  )
})
