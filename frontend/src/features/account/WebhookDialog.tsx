/** A new webhook, or a new secret of one. The secret is shown once, here. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createWebhook, refreshWebhooks, replaceWebhookSecret, type Webhook } from '@/api/webhooks'
import { Dialog } from '@/ui/Dialog'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { required } from './rules'
import { Secret, secretGuard } from './Secret'

const GUARD = secretGuard('secret')
const DEFAULTS = { url: '', description: '' }

interface StepProps {
  onSecret: (secret: string) => void
  onClose: () => void
}

function Cancel({ onClose }: Pick<StepProps, 'onClose'>) {
  return (
    <button type="button" className="btn ghost" onClick={onClose}>
      Cancel
    </button>
  )
}

function AddForm({ onSecret, onClose }: StepProps) {
  const client = useQueryClient()
  const { form, sent } = useDraftForm({ draft: 'webhook', defaults: DEFAULTS })
  const submit = useSubmit(form, async ({ url, description }) => {
    const { secret } = await createWebhook({ url: url.trim(), description: description.trim() || null })
    sent()
    onSecret(secret)
    await refreshWebhooks(client)
  })
  const actions = (
    <div className="row flex-wrap justify-end">
      <Cancel onClose={onClose} />
      <button type="submit" className="btn pri">
        Add webhook
      </button>
    </div>
  )
  return (
    <Form form={form} submit={submit} label="New webhook" actions={actions}>
      <Field
        name="url"
        label="URL"
        type="url"
        autoComplete="off"
        autoFocus
        rules={required('URL')}
        help="https, to an address that the internet can reach"
      />
      <Field name="description" label="Description" maxLength={200} autoComplete="off" help="What it is for" />
    </Form>
  )
}

function Replace({ webhook, onSecret, onClose }: StepProps & { webhook: Webhook }) {
  const [failure, setFailure] = useState<string | null>(null)
  const replace = () =>
    void replaceWebhookSecret(webhook.webhook_id).then(
      ({ secret }) => onSecret(secret),
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    )
  return (
    <div className="grid gap-4 p-4">
      <p className="t2">
        For a day requests are signed with both, the old secret and the new one; then with the new one.
      </p>
      {failure && (
        <div role="alert">
          <ErrorLine>{failure}</ErrorLine>
        </div>
      )}
      <div className="row flex-wrap justify-end">
        <Cancel onClose={onClose} />
        <button type="button" className="btn pri" onClick={replace}>
          Make a new secret
        </button>
      </div>
    </div>
  )
}

/** `webhook`: whose secret is replaced; undefined: a new one. */
export function WebhookDialog({ webhook, onClose }: { webhook?: Webhook | undefined; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const title = secret ? 'The secret of your webhook' : webhook ? 'Replace the secret?' : 'New webhook'
  const step = { onSecret: setSecret, onClose }
  return (
    <Dialog open onOpenChange={onClose} title={title} guard={secret ? GUARD : undefined}>
      {secret ? (
        <Secret secret={secret} what="secret" testId="webhook-secret" onClose={onClose}>
          This is shown once. The receiver checks with it that a request is ours: it is signed as Standard Webhooks
          says.
        </Secret>
      ) : webhook ? (
        <Replace webhook={webhook} {...step} />
      ) : (
        <div className="p-4">
          <AddForm {...step} />
        </div>
      )}
    </Dialog>
  )
}
