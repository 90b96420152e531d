/** How complete the chosen range is, and its spans that are not. */
import { forwardRef } from 'react'
import type { Interval } from '@/api/types'
import { formatPercent } from '@/lib/format'
import { formatMinute, formatMoment, isSameDay } from '@/lib/time'
import { useClock } from '@/stream/connection'
import { Unknown } from '@/ui/badges'
import { countStates, type Slot, type SlotState, type Span } from './chart/grid'
import { LedgerEntries } from './LedgerEntries'
import { ALL_EXCHANGES } from './exchanges'
import { INTERVAL_MS, RANGE_WORDS } from './ranges'
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

const WHY: Partial<Record<SlotState, string>> = {
  backfilled: 'The exchange’s own history, or fetched later',
  partial: 'Some trades are missing',
  none: 'Nothing is known of this time',
}

interface Period {
  start: Date
  end: Date
}

const periodOf = (slots: readonly Slot[], { from, to }: Span, stepMs: number): Period => ({
  start: new Date(slots[from]?.time ?? 0),
  end: new Date((slots[to]?.time ?? 0) + stepMs),
})

function when({ start, end }: Period, now: number): string {
  const last = isSameDay(start, end) ? formatMinute(end) : formatMoment(end, new Date(now))
  return `${formatMoment(start, new Date(now))} – ${last}`
}

interface Props {
  coinId: string
  model: ChartModel
  picked: Span | null
  onPick: (span: Span | null) => void
}

interface EntryProps extends Pick<Props, 'coinId' | 'onPick'> {
  /** The exchange whose chart is shown; undefined for all exchanges. */
  venue: string | undefined
  span: Span
  period: Period
  now: number
  open: boolean
}

function Entry({ coinId, venue, span, period, now, open, onPick }: EntryProps) {
  return (
    <div className="line items-start!" aria-current={open || undefined}>
      <i className={`rail-key mark12 mt-1 ${span.state}`} aria-hidden="true" />
      <div className="grow sm">
        <button
          type="button"
          className="block w-full text-left"
          aria-expanded={open}
          onClick={() => onPick(open ? null : span)}
        >
          {when(period, now)}
          <br />
          <span className="xs t3">{WHY[span.state]}</span>
        </button>
        {open && <LedgerEntries {...{ coinId, venue }} {...period} />}
      </div>
      <span className={`xs ${span.state === 'backfilled' ? 't3' : 'stale'}`}>{WORDS[span.state]}</span>
    </div>
  )
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

interface SummaryProps {
  completeness: ChosenCompleteness
  interval: Interval
  now: number
}

function Summary({ completeness: { percent, since, candlesSince, spans }, interval, now }: SummaryProps) {
  const { final, expected, counts } = countStates(spans)
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
  const { slots, interval, view, source, venue, range, completeness } = model
  const odd = completeness.spans.filter(({ state }) => state !== 'complete' && state !== 'open').toReversed()
  const isPicked = (span: Span): boolean => picked !== null && span.from <= picked.to && picked.from <= span.to
  const shown = odd.filter((span, index) => index < MOST || isPicked(span))
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
      {shown.map((span) => (
        <Entry
          key={span.from}
          {...{ coinId, span, now, onPick }}
          venue={venue === ALL_EXCHANGES ? undefined : venue}
          period={periodOf(slots, span, INTERVAL_MS[interval])}
          open={isPicked(span)}
        />
      ))}
      {odd.length > shown.length && (
        <div className="ft">and {odd.length - shown.length} more, all on the rail under the chart</div>
      )}
    </section>
  )
})
