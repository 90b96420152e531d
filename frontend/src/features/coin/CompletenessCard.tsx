/** How complete the shown candles are, and the spans that are not. */
import { forwardRef } from 'react'
import type { Interval } from '@/api/types'
import { formatPercent } from '@/lib/format'
import { formatMinute, formatMoment, isSameDay } from '@/lib/time'
import { useClock } from '@/stream/connection'
import { Unknown } from '@/ui/badges'
import { completeness, type Slot, type SlotState, type Span } from './chart/grid'
import { LedgerEntries } from './LedgerEntries'
import { INTERVAL_MS } from './search'

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
  /** The exchange whose chart is shown; undefined for all exchanges. */
  venue: string | undefined
  slots: readonly Slot[]
  spans: readonly Span[]
  interval: Interval
  source: string
  picked: Span | null
  onPick: (span: Span | null) => void
}

interface EntryProps extends Pick<Props, 'coinId' | 'venue' | 'onPick'> {
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

function Percent({ percent }: { percent: string | null }) {
  const text = percent === null ? <Unknown word="unknown" reason="No candle yet" /> : formatShare(percent)
  return <span className="text-[24px] leading-[28px] font-[650]">{text}</span>
}

export const CompletenessCard = forwardRef<HTMLElement, Props>(function CompletenessCard(
  { coinId, venue, slots, spans, interval, source, picked, onPick },
  ref,
) {
  const now = useClock((clock) => Math.floor(clock.now / 60_000) * 60_000)
  const { percent, final, expected, counts } = completeness(spans)
  const odd = spans.filter(({ state }) => state !== 'complete' && state !== 'open').toReversed()
  const shown = odd.filter((span, index) => index < MOST || span.from === picked?.from)
  const stepMs = INTERVAL_MS[interval]
  return (
    <section className="card" aria-label="Completeness" ref={ref} tabIndex={-1}>
      <div className="hd">
        <h2>Completeness</h2>
        <span className="grow" />
        <span className="xs t3">of the chart, {source}</span>
      </div>
      <div className="row gap-3 px-[14px] py-[10px]">
        <Percent percent={percent} />
        <span className="sm t2">
          {expected === 0 ? 'No candle is final yet.' : `${final} of ${expected} ${UNITS[interval]} final.`}
          <Counts counts={counts} />
        </span>
      </div>
      {shown.map((span) => (
        <Entry
          key={span.from}
          {...{ coinId, venue, span, now, onPick }}
          period={periodOf(slots, span, stepMs)}
          open={picked?.from === span.from}
        />
      ))}
      {odd.length > shown.length && (
        <div className="ft">and {odd.length - shown.length} more, all on the rail under the chart</div>
      )}
    </section>
  )
})
