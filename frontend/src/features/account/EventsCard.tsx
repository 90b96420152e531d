/** The account's security events, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { eventsQuery, type SecurityEvent } from '@/api/account'
import { Failed, Loading } from '@/ui/states'
import { eventText, isAlarming } from './events'
import { Timestamp } from '@/ui/Timestamp'

function EventLine({ event }: { event: SecurityEvent }) {
  const where = [event.device, event.address].filter(Boolean).join(' · ')
  return (
    <li className="line" data-event={event.kind}>
      <span className="grow">
        <span className={isAlarming(event.kind) ? 'stale b' : 'b'}>{eventText(event.kind)}</span>
        {event.detail && <span className="t2"> {event.detail}</span>}
        <br />
        <span className="sm t3">{where}</span>
      </span>
      <span className="sm t3">
        <Timestamp at={event.at} />
      </span>
    </li>
  )
}

function Events() {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(eventsQuery)
  if (error && !data) return <Failed what="The events" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="events" rows={4} />
  return (
    <>
      <ul>
        {data.pages
          .flatMap((page) => page.items)
          .map((event) => (
            <EventLine key={event.event_id} event={event} />
          ))}
      </ul>
      {hasNextPage && (
        <div className="ft">
          <button type="button" className="linklike" onClick={() => void fetchNextPage()}>
            Show older events
          </button>
        </div>
      )}
    </>
  )
}

export function EventsCard() {
  return (
    <section className="card" aria-labelledby="events">
      <div className="hd">
        <h2 id="events">Events</h2>
      </div>
      <Events />
    </section>
  )
}
