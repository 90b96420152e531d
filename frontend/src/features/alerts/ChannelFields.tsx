/** By which ways an alert reaches its owner, and what is missing for each. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useFormState, useWatch } from 'react-hook-form'
import { configQuery, meQuery } from '@/api/account'
import { preferencesQuery } from '@/api/preferences'
import { webhooksQuery } from '@/api/webhooks'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { Check } from '@/ui/form/Field'
import type { AlertForm } from './alertForm'

interface Hint {
  text: string
  link?: { view?: string; text: string }
}

/** What keeps mails from coming; null: nothing, or it is not known. */
function useMailHint(): Hint | null {
  const { data: me } = useQuery(meQuery)
  const { data: config } = useQuery(configQuery)
  const { data: preferences } = useQuery(preferencesQuery)
  if (config && !config.mail) return { text: 'This installation sends no mail.' }
  if (me && !me.email_verified) return { text: 'Your mail address is not confirmed.', link: { text: 'Confirm it' } }
  if (preferences && !preferences.notifications.email_alerts)
    return { text: 'Mails about alerts are turned off.', link: { view: 'preferences', text: 'Preferences' } }
  return null
}

function useWebhookHint(): Hint | null {
  const { data: webhooks } = useQuery(webhooksQuery)
  if (!webhooks || webhooks.some(({ active }) => active)) return null
  if (webhooks.length > 0) return { text: 'Your webhooks are paused.', link: { view: 'webhooks', text: 'Webhooks' } }
  return { text: 'No webhook is set up.', link: { view: 'webhooks', text: 'Add one' } }
}

function HintLine({ hint, chosen }: { hint: Hint | null; chosen: boolean }) {
  if (!hint || !chosen) return null
  return (
    <span className="help stale">
      {hint.text}{' '}
      {hint.link && (
        <Link to="/profile" search={hint.link.view ? { view: hint.link.view } : {}} className="linklike underline">
          {hint.link.text}
        </Link>
      )}
    </span>
  )
}

export function ChannelFields() {
  const [mail, webhook] = useWatch<AlertForm, ['mail', 'webhook']>({ name: ['mail', 'webhook'] })
  const error = useFormState<AlertForm>().errors.app?.message
  return (
    <fieldset className="field">
      <legend>Say it</legend>
      <Check name="app">here, on every page</Check>
      <Check name="mail">by mail</Check>
      <HintLine hint={useMailHint()} chosen={mail} />
      <Check name="webhook">to your webhooks</Check>
      <HintLine hint={useWebhookHint()} chosen={webhook} />
      {error && (
        <div role="alert">
          <ErrorLine>{error}</ErrorLine>
        </div>
      )}
    </fieldset>
  )
}
