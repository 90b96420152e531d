/** What an alert fired on, newest first, and what has become of each delivery. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellOff } from 'lucide-react'
import { ApiError } from '@/api/client'
import { alertEventsQuery, alertQuery, type Alert, type AlertEvent, type Delivery } from '@/api/alerts'
import { webhooksQuery } from '@/api/webhooks'
import { conditionWords, firedWords, whenWords } from '@/lib/alertWords'
import { Dialog } from '@/ui/Dialog'
import { Empty, Failed, Loading } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { useSubject, type Subject } from './useSubject'

const TONES: Record<string, string> = { delivered: 'chip', pending: 'chip warn', failed: 'chip danger' }
const WAYS: Record<string, string> = { app: 'Here', mail: 'Mail', webhook: 'Webhook' }

function useWebhookName(): (id: string | null) => string {
  const { data } = useQuery(webhooksQuery)
  return (id) => {
    const webhook = data?.find(({ webhook_id }) => webhook_id === id)
    return webhook ? (webhook.description ?? new URL(webhook.url).host) : ''
  }
}

/** How often it was tried, when it arrived, when it is tried again. */
function Tries({ delivery }: { delivery: Delivery }) {
  const { state, attempts, delivered_at: at, next_attempt_at: next } = delivery
  return (
    <span className="sm t3">
      {attempts > 0 && `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} · `}
      {at && <Timestamp at={at} />}
      {next && state === 'pending' && (
        <>
          again <Timestamp at={next} />
        </>
      )}
    </span>
  )
}

function DeliveryLine({ delivery, name }: { delivery: Delivery; name: string }) {
  const { channel, state, last_error: error } = delivery
  return (
    <li className="row flex-wrap gap-x-2" data-delivery={channel}>
      <span className="t2">{[WAYS[channel] ?? channel, name].filter(Boolean).join(' · ')}</span>
      <span className={TONES[state] ?? 'chip'}>{state}</span>
      <Tries delivery={delivery} />
      {error && <span className="sm stale [overflow-wrap:anywhere]">{error}</span>}
    </li>
  )
}

function EventLine({ event, subject: { name, money } }: { event: AlertEvent; subject: Subject }) {
  const webhookName = useWebhookName()
  const also = event.also.map((one) => conditionWords({ ...one, value: one.threshold }, money))
  return (
    <li className="line block!" data-event={event.event_id}>
      <b className="b">{firedWords(name, event.observed, money)}</b>{' '}
      <span className="sm t3">
        <Timestamp at={event.fired_at} />
      </span>
      {also.length > 0 && <div className="sm t2">Also: {also.join(', ')}</div>}
      <ul className="mt-1 grid gap-1">
        {event.deliveries.length === 0 && <li className="sm t3">Deliveries are being prepared</li>}
        {event.deliveries.map((delivery) => (
          <DeliveryLine
            key={`${delivery.channel} ${delivery.webhook_id}`}
            delivery={delivery}
            name={webhookName(delivery.webhook_id)}
          />
        ))}
      </ul>
    </li>
  )
}

function Events({ alert, subject }: { alert: Alert; subject: Subject }) {
  const query = useInfiniteQuery(alertEventsQuery(alert.alert_id))
  const { data, error, refetch, hasNextPage, fetchNextPage } = query
  if (error && !data) return <Failed what="The events" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="events" rows={3} />
  const events = data.pages.flatMap((page) => page.items)
  if (events.length === 0)
    return (
      <Empty icon={BellOff} title="It has not fired yet">
        Each time it does, the figure that it saw stands here, and whether it reached you.
      </Empty>
    )
  return (
    <>
      <ul>
        {events.map((event) => (
          <EventLine key={event.event_id} event={event} subject={subject} />
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

function Found({ alert }: { alert: Alert }) {
  const subject = useSubject()(alert)
  return (
    <>
      <p className="line flex-wrap">
        <span className="grow">{whenWords(subject.name, alert.when, subject.money)}</span>
        <span className="chip">{alert.state}</span>
        {alert.coin_id && (
          <Link to="/coins/$id" params={{ id: alert.coin_id }} className="linklike">
            {subject.name}
          </Link>
        )}
      </p>
      <Events alert={alert} subject={subject} />
    </>
  )
}

const isUnknown = (error: Error): boolean => error instanceof ApiError && (error.status === 404 || error.status === 422)

export function EventsDrawer({ alertId, onClose }: { alertId: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(alertQuery(alertId))
  return (
    <Dialog open onOpenChange={onClose} title="Events of an alert" drawer>
      {data ? (
        <Found alert={data} />
      ) : error && isUnknown(error) ? (
        <p className="line" role="alert">
          This alert does not exist any more, or is not yours.
        </p>
      ) : error ? (
        <Failed what="The alert" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="the alert" rows={3} />
      )}
    </Dialog>
  )
}
