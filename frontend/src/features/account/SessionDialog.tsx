/** The sign-in dialog over a page whose session has ended. After the sign-in, refused requests are sent again. */
import { useQueryClient } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { login, meQuery } from '@/api/account'
import { Dialog, type Guard } from '@/ui/Dialog'
import { Field, PasswordField } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { LOGIN, MISMATCH, PASSWORD } from './rules'

const GUARD: Guard = {
  question: 'Leave this page without signing in? Passwords that you typed on it are lost.',
  leave: 'Leave the page',
}

interface Props {
  /** Go on without an account. */
  onLeave: () => void
}

function SignInAgain({ username, onLeave }: { username: string; onLeave: () => void }) {
  const { form } = useDraftForm({
    draft: 'sign-in-again',
    defaults: { login: username, password: '' },
    secret: ['password'],
  })
  const submit = useSubmit(form, (credentials) => login(credentials), {
    wrong_credentials: { field: 'password', message: MISMATCH },
  })
  const actions = (
    <div className="row flex-wrap justify-end">
      <button type="button" className="btn ghost" onClick={onLeave}>
        Go to the market
      </button>
      <button type="submit" className="btn pri">
        Sign in
      </button>
    </div>
  )
  return (
    <Form form={form} submit={submit} label="Sign in again" actions={actions}>
      <Field
        name="login"
        label="E-mail or user name"
        autoComplete="username"
        readOnly={username !== ''}
        rules={LOGIN}
        tabIndex={username === '' ? undefined : -1}
      />
      <PasswordField name="password" label="Password" autoComplete="current-password" autoFocus rules={PASSWORD} />
    </Form>
  )
}

export function SessionDialog({ onLeave }: Props) {
  const client = useQueryClient()
  const [username] = useState(() => client.getQueryData(meQuery.queryKey)?.username ?? '')
  const title = (
    <span className="row">
      <Lock className="i" aria-hidden />
      Sign in again
    </span>
  )
  return (
    <Dialog open onOpenChange={onLeave} title={title} guard={GUARD}>
      <div className="grid gap-4 p-4">
        <p className="t2">Your session has ended. Nothing you typed is lost; this page stays as it is.</p>
        <SignInAgain username={username} onLeave={onLeave} />
      </div>
    </Dialog>
  )
}
