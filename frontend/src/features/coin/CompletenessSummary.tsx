/** How complete the chosen time is, in a few lines. */
import type { Completeness, Interval } from '@/api/types'
import { formatCount, formatPercent } from '@/lib/format'
import { formatMoment } from '@/lib/time'
import { reasonText } from '@/lib/venues'
import { Unknown } from '@/ui/badges'
import { countStates, type SlotState } from './chart/grid'
import { quietMinutes } from './ledger'
import type { ChosenCompleteness } from './useChart'

const UNITS: Record<Interval, string> = {
  '1m': 'minutes',
  '5m': 'spans of 5 min',
  '15m': 'spans of 15 min',
  '1h': 'hours',
  '4h': 'spans of 4 h',
  '1d': 'days',
}

const COUNTED = ['backfilled', 'partial', 'none', 'unknown', 'open'] as const

const WORDS: Record<SlotState, string> = {
  complete: 'complete',
  backfilled: 'backfilled',
  partial: 'partial',
  none: 'no data',
  unknown: 'not known',
  open: 'open',
}

const formatShare = (percent: string): string => (Number(percent) >= 99.95 ? '100%' : formatPercent(percent))

function Line({ tone = 't3', children }: { tone?: 't3' | 'stale'; children: React.ReactNode }) {
  return (
    <>
      <br />
      <span className={tone}>{children}</span>
    </>
  )
}

function Counts({ counts }: { counts: Record<SlotState, number> }) {
  const parts = COUNTED.filter((state) => counts[state] > 0)
  if (parts.length === 0) return null
  return <Line>{parts.map((state) => `${counts[state]} ${WORDS[state]}`).join(', ')}.</Line>
}

interface BeginningProps {
  title: string
  at: number | null
  now: number
}

function Beginning({ title, at, now }: BeginningProps) {
  if (at === null) return null
  return (
    <Line>
      {title} {formatMoment(new Date(at), new Date(now))}.
    </Line>
  )
}

/** Since when no trades arrive of some instruments, or none are written. */
function Silence({ of: { stale, as_of: asOf, reason }, now }: { of: Completeness; now: number }) {
  if (!stale) return null
  return (
    <Line tone="stale">
      No trades of some exchanges since {formatMoment(new Date(asOf), new Date(now))}: minutes since then count as
      incomplete{reason !== null && ` (${reasonText(reason)})`}.
    </Line>
  )
}

interface Props {
  completeness: ChosenCompleteness
  data: Completeness
  interval: Interval
  now: number
}

export function CompletenessSummary({ completeness, data, interval, now }: Props) {
  const { since, candlesSince, spans } = completeness
  const { final, expected, counts } = countStates(spans)
  const quiet = quietMinutes(data.spans)
  return (
    <div className="row min-h-[60px] gap-3 px-[14px] py-[10px]">
      <span
        className={`text-[24px] leading-[28px] font-[650] ${data.stale ? 'stale' : ''}`}
        data-testid="complete"
        title="Share of the minutes in which no trade is missing"
      >
        {data.percent === null ? <Unknown word="unknown" reason="No candle yet" /> : formatShare(data.percent)}
      </span>
      <span className="sm t2">
        {expected === 0 ? 'No candle is final yet.' : `${final} of ${expected} ${UNITS[interval]} final.`}
        <Counts counts={counts} />
        {quiet > 0 && (
          <Line>
            {quiet === 1 ? '1 quiet minute' : `${formatCount(quiet)} quiet minutes`}: nobody traded, nothing is missing.
          </Line>
        )}
        <Beginning title="History begins" at={since} now={now} />
        <Beginning title="These candles begin" at={candlesSince} now={now} />
        <Silence of={data} now={now} />
      </span>
    </div>
  )
}
