/** Sign in. Every failure has the same text, so that it does not reveal whether an account exists. */
import { Link } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import { login } from '@/api/account'
import { useSession } from '@/api/session'
import { useTitle } from '@/ui/Crumb'
import { hasDrafts } from '@/ui/form/drafts'
import { Field, PasswordField } from '@/ui/form/Field'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { Notice } from '@/ui/states'
import { LOGIN, MISMATCH, PASSWORD } from './rules'

function Expired() {
  const expired = useSession((session) => session.expired)
  if (!expired) return null
  return (
    <Notice tone="info" icon={Clock} title="Your session has ended.">
      {hasDrafts() && 'What you had typed is kept and comes back after you sign in.'}
    </Notice>
  )
}

const FORGOT = (
  <Link to="/forgot" className="linklike sm">
    Forgot it?
  </Link>
)

function LoginForm({ onSignedIn }: { onSignedIn: () => void }) {
  const { form, sent } = useDraftForm({ draft: 'login', defaults: { login: '', password: '' }, secret: ['password'] })
  const submit = useSubmit(
    form,
    async (credentials) => {
      await login(credentials)
      sent()
      onSignedIn()
    },
    { wrong_credentials: { field: 'password', message: MISMATCH } },
  )
  return (
    <Form form={form} submit={submit} label="Sign in" actions={<SubmitWide>Sign in</SubmitWide>}>
      <Field
        name="login"
        label="E-mail or user name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        rules={LOGIN}
      />
      <PasswordField name="password" label="Password" autoComplete="current-password" rules={PASSWORD} aside={FORGOT} />
    </Form>
  )
}

interface Props {
  next: string | undefined
  onSignedIn: () => void
}

export function LoginPage({ next, onSignedIn }: Props) {
  useTitle('Sign in')
  return (
    <>
      <h1>Sign in</h1>
      <p className="t2 mb-5 mt-1">
        New here?{' '}
        <Link to="/register" search={{ next }} className="linklike b">
          Create an account
        </Link>
        . Market is open without one.
      </p>
      <Expired />
      <LoginForm onSignedIn={onSignedIn} />
    </>
  )
}
