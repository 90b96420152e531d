/** Create an account. The answer is the same for an e-mail that has one already: its owner gets a mail instead. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { configQuery, login, register, type Config } from '@/api/account'
import { forgetUnsaved, markAllUnsaved } from '@/api/preferences'
import { useTitle } from '@/ui/Crumb'
import { writeDraft } from '@/ui/form/drafts'
import { Field } from '@/ui/form/Field'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { EmailField } from './EmailField'
import { NewPassword } from './NewPassword'
import { USERNAME, USERNAME_HELP } from './rules'

const DEFAULTS = { email: '', username: '', password: '' }
type Values = typeof DEFAULTS

/** What is left to do: open the mail's link, or sign in where that did not work by itself. */
function Created({ verification, next }: { verification: Config['verification']; next: string | undefined }) {
  const mailed = verification === 'required'
  return (
    <div role="status">
      <h1>{mailed ? 'One more step' : 'Sign in to go on'}</h1>
      <p className="t2 mb-5 mt-1">
        {mailed
          ? 'We have sent you a mail. Open the link in it, then sign in.'
          : 'The account works at once. An e-mail that had an account before keeps that one, with its name and password.'}
      </p>
      <Link to="/login" search={{ next }} className="btn pri big">
        Sign in
      </Link>
    </div>
  )
}

function Names() {
  return (
    <>
      <EmailField label="E-mail" autoFocus />
      <Field
        name="username"
        label="User name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        rules={USERNAME}
        help={USERNAME_HELP}
      />
    </>
  )
}

function OwnPassword({ form }: { form: UseFormReturn<Values> }) {
  const [email, username] = useWatch({ control: form.control, name: ['email', 'username'] })
  return <NewPassword name="password" label="Password" own={[username, email.split('@')[0] ?? '']} />
}

function WhatFollows({ config }: { config: Config | undefined }) {
  if (!config) return null
  return (
    <p className="help">
      {config.verification === 'required'
        ? 'We mail you a link. The account works once you have opened it.'
        : 'No mail is set up here: the account works at once.'}
    </p>
  )
}

interface Props {
  next: string | undefined
  onSignedIn: () => void
}

/** Whether the new account could be signed in to. It cannot where the e-mail had an account before. */
async function signInAtOnce({ username, password }: Values): Promise<boolean> {
  markAllUnsaved()
  try {
    await login({ login: username, password })
    return true
  } catch {
    forgetUnsaved()
    return false
  }
}

/** Registers and, where no mail must be answered first, signs in. `onDone`: the sign-in is left to the user. */
function useRegistration(onSignedIn: () => void, onDone: (how: Config['verification']) => void) {
  const { form, sent } = useDraftForm({ draft: 'register', defaults: DEFAULTS, secret: ['password'] })
  const submit = useSubmit(form, async (values) => {
    const { verification } = await register(values)
    sent()
    if (verification === 'off' && (await signInAtOnce(values))) {
      onSignedIn()
      return
    }
    writeDraft('login', { login: values.username })
    onDone(verification)
  })
  return { form, submit }
}

function RegisterForm({ next, onSignedIn, onDone }: Props & { onDone: (how: Config['verification']) => void }) {
  const { data: config } = useQuery(configQuery)
  const { form, submit } = useRegistration(onSignedIn, onDone)
  const create = <SubmitWide>Create account</SubmitWide>
  return (
    <>
      <h1>Create an account</h1>
      <p className="t2 mb-5 mt-1">
        Have one?{' '}
        <Link to="/login" search={{ next }} className="linklike b">
          Sign in
        </Link>
      </p>
      <Form form={form} submit={submit} label="Create an account" actions={create}>
        <Names />
        <OwnPassword form={form} />
      </Form>
      <div className="mt-4">
        <WhatFollows config={config} />
      </div>
    </>
  )
}

export function RegisterPage({ next, onSignedIn }: Props) {
  useTitle('Create an account')
  const [done, setDone] = useState<Config['verification'] | null>(null)
  if (done) return <Created verification={done} next={next} />
  return <RegisterForm next={next} onSignedIn={onSignedIn} onDone={setDone} />
}
