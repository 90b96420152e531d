/** The market in one line: volume, changes, completeness and the state of each exchange. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { summaryQuery } from '@/api/queries'
import type { Summary, VenueStatus } from '@/api/types'
import { formatCompact, formatCount, formatPercent } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { useTickers } from '@/stream/tickers'
import { lastMessageAt, useVenues } from '@/stream/useVenues'
import { Change, Dot, Unknown } from '@/ui/badges'

function Rising({ summary, bar }: { summary: Summary; bar: boolean }) {
  const style = (count: number) => ({ flexGrow: count })
  return (
    <span className="row gap-[10px]">
      <span className="val">
        <span className="up">{summary.rising}</span> <span className="t3 font-normal">/</span>{' '}
        <span className="down">{summary.falling}</span>
      </span>
      {bar && (
        <span className="updown" aria-hidden="true">
          <i className="u" style={style(summary.rising)} />
          <i className="d" style={style(summary.falling)} />
        </span>
      )}
    </span>
  )
}

function Complete({ summary }: { summary: Summary }) {
  if (summary.complete_24h_percent === null) return <Unknown word="unknown" reason="No minute has been recorded yet" />
  const gaps = summary.open_gaps
  return (
    <>
      <span className={Number(summary.complete_24h_percent) < 99 ? 'stale' : ''}>
        {Number(summary.complete_24h_percent) >= 99.95 ? '100%' : formatPercent(summary.complete_24h_percent)}
      </span>{' '}
      {gaps > 0 && <span className="stale sm font-normal">{gaps === 1 ? '1 open gap' : `${gaps} open gaps`}</span>}
    </>
  )
}

function venueLine(venue: VenueStatus, now: number): string {
  const heard = lastMessageAt(venue, useTickers.getState().prices)
  const age = heard === null ? null : formatAge(now - heard)
  if (venue.state === 'live') {
    const rate = `${formatCount(Math.round(Number(venue.message_rate)))} msg/s · `
    return `${rate}${age ?? 'no message yet'}`
  }
  const waitMs = venue.next_attempt_at ? Date.parse(venue.next_attempt_at) - now : null
  const why = venue.reason ? reasonText(venue.reason, { attempt: venue.attempt, waitMs }) : null
  return [venue.state === 'stale' && age ? `stale ${age}` : venue.state, why].filter(Boolean).join(' · ')
}

export function VenueLine({ venue }: { venue: VenueStatus }) {
  const line = useClock(({ now }) => venueLine(venue, now))
  const bad = venue.state !== 'live'
  return (
    <div className="venue" data-venue={venue.venue} data-state={venue.state}>
      <span className={`nm ${bad ? 'stale' : ''}`}>
        <span className={`fr ${bad ? 'stale' : ''}`}>
          <Dot shape={bad ? 'stale' : 'live'} />
        </span>
        {venueName(venue.venue)}
      </span>
      <span className={`xs num text-left ${bad ? 'stale' : 't3'}`}>{line}</span>
    </div>
  )
}

function Cell({ label, grow, children }: { label: string; grow?: boolean; children: ReactNode }) {
  return (
    <div className={grow ? 'c grow' : 'c'}>
      <span className="lab">{label}</span>
      {children}
    </div>
  )
}

function Volume({ summary }: { summary: Summary }) {
  if (summary.volume_24h === null) return <Unknown word="unknown" reason="No volume is known" />
  return `$${formatCompact(summary.volume_24h)}`
}

export function Strip() {
  const { data: summary } = useQuery(summaryQuery)
  const venues = useVenues()
  if (!summary) return <div className="strip not-phone" aria-hidden="true" />
  const count = venues.filter((venue) => venue.state === 'live').length
  return (
    <section className="strip not-phone" aria-label="Market in short">
      <Cell label={`Volume 24 h, ${count === 1 ? '1 exchange' : `${count} exchanges`}`}>
        <span className="val">
          <Volume summary={summary} />
        </span>
      </Cell>
      <Cell label="Rising / falling 24 h">
        <Rising summary={summary} bar />
      </Cell>
      <Cell label="Median change 24 h">
        <span className="val">
          <Change percent={summary.median_change_24h_percent} />
        </span>
      </Cell>
      <Cell label="Complete minutes 24 h" grow>
        <span className="val">
          <Complete summary={summary} />
        </span>
      </Cell>
      <div className="c venues">
        {venues.map((venue) => (
          <VenueLine key={venue.venue} venue={venue} />
        ))}
      </div>
    </section>
  )
}

function Trouble({ venue }: { venue: VenueStatus }) {
  const now = useClock((clock) => clock.now)
  const heard = lastMessageAt(venue, useTickers.getState().prices)
  return (
    <div className="c grow">
      <span className="lab stale">
        {venueName(venue.venue)} {venue.state}
      </span>
      <span className="val stale">{heard === null ? venue.state : formatAge(now - heard)}</span>
    </div>
  )
}

/** On phones: the most important figures, and an exchange that is not live. */
export function PhoneStrip() {
  const { data: summary } = useQuery(summaryQuery)
  const bad = useVenues().find((venue) => venue.state !== 'live')
  if (!summary) return <div className="strip" aria-hidden="true" />
  return (
    <section className="strip" aria-label="Market in short">
      <Cell label="Rising / falling" grow>
        <Rising summary={summary} bar={false} />
      </Cell>
      <Cell label="Median 24 h" grow>
        <span className="val">
          <Change percent={summary.median_change_24h_percent} />
        </span>
      </Cell>
      {bad ? (
        <Trouble venue={bad} />
      ) : (
        <Cell label="Complete 24 h" grow>
          <span className="val">
            <Complete summary={summary} />
          </span>
        </Cell>
      )}
    </section>
  )
}
