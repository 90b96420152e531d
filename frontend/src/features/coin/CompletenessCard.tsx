/** How complete the shown candles are, and every span that is not. */
import { forwardRef } from 'react'
import type { Interval } from '@/api/types'
import { formatPercent } from '@/lib/format'
import { formatMinute, formatMoment, isSameDay } from '@/lib/time'
import { useClock } from '@/stream/connection'
import { Unknown } from '@/ui/marks'
import { completeness, type Slot, type SlotState, type Span } from './chart/grid'
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

function when(slots: readonly Slot[], { from, to }: Span, stepMs: number, now: number): string {
  const start = new Date(slots[from]?.time ?? 0)
  const end = new Date((slots[to]?.time ?? 0) + stepMs)
  const last = isSameDay(start, end) ? formatMinute(end) : formatMoment(end, new Date(now))
  return `${formatMoment(start, new Date(now))} – ${last}`
}

interface Props {
  slots: readonly Slot[]
  spans: readonly Span[]
  interval: Interval
  source: string
  picked: Span | null
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
  { slots, spans, interval, source, picked },
  ref,
) {
  const now = useClock((clock) => Math.floor(clock.now / 60_000) * 60_000)
  const { percent, final, expected, counts } = completeness(spans)
  const odd = spans.filter(({ state }) => state !== 'complete' && state !== 'open').toReversed()
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
      {odd.slice(0, MOST).map((span) => (
        <div key={span.from} className="line" aria-current={picked?.from === span.from ? true : undefined}>
          <i className={`rail-key mark12 ${span.state}`} aria-hidden="true" />
          <span className="grow sm">
            {when(slots, span, stepMs, now)}
            <br />
            <span className="xs t3">{WHY[span.state]}</span>
          </span>
          <span className={`xs ${span.state === 'backfilled' ? 't3' : 'stale'}`}>{WORDS[span.state]}</span>
        </div>
      ))}
      {odd.length > MOST && <div className="ft">and {odd.length - MOST} more, all on the rail under the chart</div>}
    </section>
  )
})
