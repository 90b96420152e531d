/** A new API key. Its secret is shown once, here. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormState } from 'react-hook-form'
import { createKey, type Scope } from '@/api/account'
import { Dialog } from '@/ui/Dialog'
import { Check, Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { required } from './rules'
import { Secret, secretGuard } from './Secret'

/** Only scopes of pages that exist. */
const SCOPES: [Scope, string][] = [
  ['market:read', 'Market: prices, candles, trades'],
  ['analytics:read', 'Analytics: averages, volatility, correlation'],
  ['portfolio:read', 'Portfolio: what you own and what it is worth'],
  ['portfolio:write', 'Portfolio: add, change and delete transactions'],
]
const EXPIRIES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: 'Never' },
]
const DEFAULTS = { name: '', scopes: ['market:read', 'analytics:read'] as Scope[], expires_in_days: '90' }

function Scopes() {
  const error = useFormState<typeof DEFAULTS>().errors.scopes?.message
  return (
    <fieldset className="field" aria-describedby="scopes-error">
      <legend>May</legend>
      {SCOPES.map(([scope, meaning]) => (
        <Check key={scope} name="scopes" value={scope}>
          {meaning} <code className="mono t3">{scope}</code>
        </Check>
      ))}
      <span id="scopes-error" role="alert" className="help bad">
        {error}
      </span>
    </fieldset>
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  return (
    <div className="row flex-wrap justify-end">
      <button type="button" className="btn ghost" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="btn pri">
        Create key
      </button>
    </div>
  )
}

function KeyForm({ onCreated, onClose }: { onCreated: (secret: string) => void; onClose: () => void }) {
  const client = useQueryClient()
  const { form, sent } = useDraftForm({ draft: 'api-key', defaults: DEFAULTS })
  const submit = useSubmit(form, async ({ name, scopes, expires_in_days: days }) => {
    if (scopes.length === 0) {
      form.setError('scopes', { message: 'Choose at least one.' })
      return
    }
    const { api_key } = await createKey({ name, scopes, expires_in_days: days ? Number(days) : null })
    sent()
    onCreated(api_key)
    await client.invalidateQueries({ queryKey: ['account'] })
  })
  return (
    <Form form={form} submit={submit} label="New API key" actions={<Actions onClose={onClose} />}>
      <Field
        name="name"
        label="Name"
        autoComplete="off"
        autoFocus
        maxLength={64}
        rules={required('Name')}
        help="What it is for: you find it again by this"
      />
      <Scopes />
      <SelectField name="expires_in_days" label="Ends after" options={EXPIRIES} />
    </Form>
  )
}

const GUARD = secretGuard('key')

export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const title = secret ? 'Your new API key' : 'New API key'
  return (
    <Dialog open onOpenChange={onClose} title={title} guard={secret ? GUARD : undefined}>
      {secret ? (
        <Secret secret={secret} what="key" testId="api-key" onClose={onClose}>
          This is shown once. Keep it where programs keep secrets; whoever has it can do what the key may do.
        </Secret>
      ) : (
        <div className="p-4">
          <KeyForm onCreated={setSecret} onClose={onClose} />
        </div>
      )}
    </Dialog>
  )
}
