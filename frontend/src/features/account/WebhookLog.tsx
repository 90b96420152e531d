/** What was sent to a webhook, or is to be, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { webhookDeliveriesQuery, type WebhookDelivery } from '@/api/webhooks'
import { Failed, Loading } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'

const TONES: Record<WebhookDelivery['state'], string> = {
  delivered: 'chip',
  pending: 'chip warn',
  failed: 'chip danger',
}
const TYPES: Record<string, string> = { 'alert.fired': 'Alert', 'webhook.test': 'Test' }

function Outcome({ delivery }: { delivery: WebhookDelivery }) {
  const { state, attempts, status, next_attempt_at: next } = delivery
  const facts = [
    attempts > 0 && `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    status !== null && `answered ${status}`,
  ]
  return (
    <span className="sm t3">
      {facts.filter(Boolean).join(' · ')}
      {next && state === 'pending' && (
        <>
          {' '}
          · again <Timestamp at={next} />
        </>
      )}
    </span>
  )
}

function Line({ delivery }: { delivery: WebhookDelivery }) {
  return (
    <li className="line flex-wrap" data-webhook-delivery={delivery.event_id}>
      <span className="grow">
        {TYPES[delivery.type] ?? delivery.type} <span className={TONES[delivery.state]}>{delivery.state}</span>{' '}
        <Outcome delivery={delivery} />
        {delivery.last_error && <span className="sm stale block [overflow-wrap:anywhere]">{delivery.last_error}</span>}
      </span>
      <span className="sm t3">
        <Timestamp at={delivery.created_at} />
      </span>
    </li>
  )
}

export function WebhookLog({ id }: { id: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(webhookDeliveriesQuery(id))
  if (error && !data) return <Failed what="The log" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="the log" rows={2} />
  const deliveries = data.pages.flatMap((page) => page.items)
  if (deliveries.length === 0) return <p className="line t2">Nothing was sent yet.</p>
  return (
    <>
      <ul>
        {deliveries.map((delivery) => (
          <Line key={delivery.event_id} delivery={delivery} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="ft">
          <button type="button" className="linklike" onClick={() => void fetchNextPage()}>
            Show older ones
          </button>
        </div>
      )}
    </>
  )
}
