/** The market in one line: volume, changes, completeness and the state of each exchange. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { summaryQuery } from '@/api/queries'
import type { Summary, VenueStatus } from '@/api/types'
import { formatPercent } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { isSilent, silentSince, useVenues } from '@/stream/useVenues'
import { Change, Unknown } from '@/ui/badges'
import { VolumeText } from '@/ui/VolumeText'
import { MarketSentiment } from './MarketSentiment'
import { VenueLine } from './VenueLine'

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

/** Amber only while a hole is open: one that is over is in the figure for a day, and no news. */
function Complete({ summary }: { summary: Summary }) {
  const { complete_24h_percent: percent, open_gaps: gaps } = summary
  if (percent === null) return <Unknown word="unknown" reason="No minute has been recorded yet" />
  return (
    <span className="row flex-wrap gap-x-[6px] gap-y-0">
      <span className={gaps > 0 && Number(percent) < 99 ? 'stale' : ''}>
        {Number(percent) >= 99.95 ? '100%' : formatPercent(percent)}
      </span>
      {gaps > 0 && <span className="stale sm font-normal">{gaps === 1 ? '1 open gap' : `${gaps} open gaps`}</span>}
    </span>
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

/** How many exchanges the volume is of: all that are followed but those whose part is not known. */
function volumeLabel(summary: Summary, venues: VenueStatus[]): string {
  const missing = new Set<string>(summary.volume_missing)
  const count = venues.filter(({ venue, state }) => state !== 'disabled' && !missing.has(venue)).length
  return `Volume 24 h, ${count === 1 ? '1 exchange' : `${count} exchanges`}`
}

export function Strip() {
  const { data: summary } = useQuery(summaryQuery)
  const venues = useVenues()
  if (!summary) return <div className="strip" aria-hidden="true" />
  return (
    <section className="strip" aria-label="Market in short">
      <Cell label={volumeLabel(summary, venues)}>
        <span className="val">
          <VolumeText volume={summary} note />
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
      <MarketSentiment />
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

function SilentExchange({ venue }: { venue: VenueStatus }) {
  const age = useClock(({ now }) => {
    const since = silentSince(venue)
    return since === null ? venue.state : formatAge(now - since)
  })
  return (
    <span className="stale" data-venue={venue.venue}>
      {venueName(venue.venue)} <b className="num font-semibold">{age}</b>
    </span>
  )
}

/** On phones: the most important figures, and every exchange that is silent. */
export function PhoneStrip() {
  const { data: summary } = useQuery(summaryQuery)
  const silent = useVenues().filter(isSilent)
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
      <Cell label={silent.length > 0 ? 'Silent' : 'Complete 24 h'} grow>
        {silent.length > 0 ? (
          <span className="grid text-[12px] leading-[15px]">
            {silent.map((venue) => (
              <SilentExchange key={venue.venue} venue={venue} />
            ))}
          </span>
        ) : (
          <span className="val">
            <Complete summary={summary} />
          </span>
        )}
      </Cell>
    </section>
  )
}
