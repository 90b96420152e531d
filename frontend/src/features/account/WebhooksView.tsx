/** Webhooks: where alerts are sent, how the last one ended, a test, the log. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Webhook as Icon } from 'lucide-react'
import { useState } from 'react'
import { changeWebhook, deleteWebhook, refreshWebhooks, testWebhook, webhooksQuery, type Webhook } from '@/api/webhooks'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Empty, Failed, Loading } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { showToast } from '@/ui/Toast'
import { WebhookDialog } from './WebhookDialog'
import { WebhookLog } from './WebhookLog'

type Doing = { what: 'add' } | { what: 'replace' | 'delete'; webhook: Webhook }

const nameOf = ({ description, url }: Webhook): string => description ?? url

function State({ webhook }: { webhook: Webhook }) {
  if (webhook.active) return null
  if (webhook.paused_reason === 'gone') return <span className="chip danger">paused: it answered 410 Gone</span>
  return <span className="chip">paused</span>
}

/** How the last request to it ended. */
function Last({ webhook }: { webhook: Webhook }) {
  const { last_attempt_at: at, last_status: status, last_error: error } = webhook
  if (at === null) return <span className="sm t3">nothing sent yet</span>
  return (
    <span className="sm t3">
      last sent <Timestamp at={at} />
      {status !== null && ` · answered ${status}`}
      {error && <span className="stale [overflow-wrap:anywhere]"> · {error}</span>}
    </span>
  )
}

function useActions(webhook: Webhook, onTested: () => void) {
  const client = useQueryClient()
  const attempt = (work: () => Promise<unknown>, text: string) =>
    void work()
      .then(() => showToast(text))
      .catch((error: unknown) => showToast(error instanceof Error ? error.message : String(error), true))
      .then(() => refreshWebhooks(client))
  const { webhook_id: id, active } = webhook
  return {
    toggle: () => attempt(() => changeWebhook(id, { active: !active }), active ? 'Paused' : 'Goes on'),
    test: () => attempt(() => testWebhook(id).then(onTested), 'Test on its way'),
  }
}

interface ButtonProps {
  of: string
  what: string
  onClick: () => void
  expanded?: boolean
}

function Button({ of, what, onClick, expanded }: ButtonProps) {
  return (
    <button
      type="button"
      className="btn small"
      aria-label={`${what}: ${of}`}
      aria-expanded={expanded}
      onClick={onClick}
    >
      {what}
    </button>
  )
}

function Line({ webhook, onDo }: { webhook: Webhook; onDo: (doing: Doing) => void }) {
  const [logged, setLogged] = useState(false)
  const { toggle, test } = useActions(webhook, () => setLogged(true))
  const of = nameOf(webhook)
  return (
    <li data-webhook={webhook.webhook_id}>
      <div className="line flex-wrap">
        <span className="grow min-w-60">
          <b className="b [overflow-wrap:anywhere]">{of}</b> <State webhook={webhook} />
          <br />
          {webhook.description && <code className="mono sm t2 [overflow-wrap:anywhere]">{webhook.url} </code>}
          <Last webhook={webhook} />
        </span>
        <span className="row flex-wrap gap-1">
          {webhook.active && <Button of={of} what="Test" onClick={test} />}
          <Button of={of} what="Log" expanded={logged} onClick={() => setLogged(!logged)} />
          <Button of={of} what={webhook.active ? 'Pause' : 'Resume'} onClick={toggle} />
          <Button of={of} what="New secret" onClick={() => onDo({ what: 'replace', webhook })} />
          <Button of={of} what="Delete" onClick={() => onDo({ what: 'delete', webhook })} />
        </span>
      </div>
      {logged && <WebhookLog id={webhook.webhook_id} />}
    </li>
  )
}

function List({ onDo }: { onDo: (doing: Doing) => void }) {
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery)
  if (error && !webhooks) return <Failed what="The webhooks" error={error} retry={() => void refetch()} />
  if (!webhooks) return <Loading what="webhooks" rows={2} />
  if (webhooks.length === 0)
    return (
      <Empty icon={Icon} title="No webhooks yet">
        A webhook is an address of yours that gets a signed request when an alert fires.
      </Empty>
    )
  return (
    <ul>
      {webhooks.map((webhook) => (
        <Line key={webhook.webhook_id} webhook={webhook} onDo={onDo} />
      ))}
    </ul>
  )
}

function Over({ doing, onClose }: { doing: Doing; onClose: () => void }) {
  const client = useQueryClient()
  if (doing.what === 'add') return <WebhookDialog onClose={onClose} />
  const { webhook } = doing
  if (doing.what === 'replace') return <WebhookDialog webhook={webhook} onClose={onClose} />
  const remove = async () => {
    await deleteWebhook(webhook.webhook_id)
    await refreshWebhooks(client)
  }
  return (
    <ConfirmDialog title="Delete this webhook?" verb="Delete webhook" onClose={onClose} onConfirm={remove}>
      {nameOf(webhook)}: its log, its secret and what waits for it go, too. This cannot be taken back.
    </ConfirmDialog>
  )
}

export function WebhooksView() {
  const [doing, setDoing] = useState<Doing | null>(null)
  return (
    <section className="card" aria-labelledby="webhooks">
      <div className="hd">
        <h2 id="webhooks" className="grow">
          Webhooks
        </h2>
        <button type="button" className="btn small pri" onClick={() => setDoing({ what: 'add' })}>
          New webhook
        </button>
      </div>
      <List onDo={setDoing} />
      {doing && <Over doing={doing} onClose={() => setDoing(null)} />}
    </section>
  )
}
