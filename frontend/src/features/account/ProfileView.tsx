/** User name, e-mail, and deleting the account. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery, resendVerification, updateMe, type Me } from '@/api/account'
import { Field, PasswordField } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { Failed, Loading } from '@/ui/states'
import { DeleteDialog } from './DeleteDialog'
import { EmailField } from './EmailField'
import { PASSWORD, USERNAME, USERNAME_HELP } from './rules'
import { Timestamp } from '@/ui/Timestamp'

function Saved({ children }: { children: React.ReactNode }) {
  return (
    <span className="help" role="status">
      {children}
    </span>
  )
}

function UsernameForm({ me }: { me: Me }) {
  const client = useQueryClient()
  const [saved, setSaved] = useState(false)
  const { form, sent } = useDraftForm({ draft: 'profile-username', defaults: { username: me.username } })
  const submit = useSubmit(form, async (values) => {
    setSaved(false)
    const next = await updateMe(values)
    client.setQueryData(meQuery.queryKey, next)
    sent({ username: next.username })
    setSaved(true)
  })
  const actions = (
    <div className="row">
      <button type="submit" className="btn">
        Save user name
      </button>
      <Saved>{saved && 'Saved.'}</Saved>
    </div>
  )
  return (
    <Form form={form} submit={submit} label="User name" actions={actions}>
      <Field name="username" label="User name" autoComplete="username" rules={USERNAME} help={USERNAME_HELP} />
    </Form>
  )
}

function Verified({ me }: { me: Me }) {
  const [outcome, setOutcome] = useState('')
  if (me.email_verified) return <span className="help">Confirmed.</span>
  const resend = () =>
    void resendVerification(me.email).then(
      () => setOutcome('A new link is on its way.'),
      (error: unknown) => setOutcome(error instanceof Error ? error.message : String(error)),
    )
  return (
    <span className="help">
      Not confirmed.{' '}
      <button type="button" className="linklike" onClick={resend}>
        Send the link again
      </button>{' '}
      <span role="status">{outcome}</span>
    </span>
  )
}

const EMAIL_DEFAULTS = { email: '', current_password: '' }

function EmailForm({ me }: { me: Me }) {
  const client = useQueryClient()
  const [changed, setChanged] = useState(false)
  const wanted = { draft: 'profile-email', defaults: EMAIL_DEFAULTS, secret: ['current_password' as const] }
  const { form, sent } = useDraftForm(wanted)
  const submit = useSubmit(form, async (values) => {
    setChanged(false)
    client.setQueryData(meQuery.queryKey, await updateMe(values))
    sent()
    setChanged(true)
  })
  const actions = (
    <div className="row">
      <button type="submit" className="btn">
        Change e-mail
      </button>
      <Saved>{changed && 'We have sent a link to the new address and told the old one.'}</Saved>
    </div>
  )
  return (
    <Form form={form} submit={submit} label="E-mail" actions={actions}>
      <div className="field">
        <span className="label">E-mail now</span>
        <span>{me.email}</span>
        <Verified me={me} />
      </div>
      <EmailField label="New e-mail" />
      <PasswordField
        name="current_password"
        label="Current password"
        autoComplete="current-password"
        rules={PASSWORD}
      />
    </Form>
  )
}

function DeleteCard({ me, onDeleted }: { me: Me; onDeleted: () => void }) {
  const [deleting, setDeleting] = useState(false)
  return (
    <section className="card">
      <div className="hd">
        <h2>Delete the account</h2>
      </div>
      <div className="bd row flex-wrap">
        <p className="t2 grow min-w-60">Everything that belongs to it goes with it. This cannot be taken back.</p>
        <button type="button" className="btn danger" onClick={() => setDeleting(true)}>
          Delete account
        </button>
      </div>
      {deleting && <DeleteDialog username={me.username} onClose={() => setDeleting(false)} onDeleted={onDeleted} />}
    </section>
  )
}

export function ProfileView({ onDeleted }: { onDeleted: () => void }) {
  const { data: me, error, refetch } = useQuery(meQuery)
  if (error && !me) return <Failed what="The profile" error={error} retry={() => void refetch()} />
  if (!me) return <Loading what="the profile" />
  return (
    <>
      <section className="card">
        <div className="hd">
          <h2 className="grow">User name</h2>
          <span className="xs t3">
            since <Timestamp at={me.created_at} />
          </span>
        </div>
        <div className="bd">
          <UsernameForm me={me} />
        </div>
      </section>
      <section className="card">
        <div className="hd">
          <h2>E-mail</h2>
        </div>
        <div className="bd">
          <EmailForm me={me} />
        </div>
      </section>
      <DeleteCard me={me} onDeleted={onDeleted} />
    </>
  )
}
