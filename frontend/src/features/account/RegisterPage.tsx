/** Create an account. The answer is the same for an e-mail that has one already: its owner gets a mail instead. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWatch, type UseFormReturn } from 'react-hook-form'
import { configQuery, register, type Config } from '@/api/account'
import { markAllUnsaved } from '@/api/preferences'
import { useTitle } from '@/ui/Crumb'
import { writeDraft } from '@/ui/form/drafts'
import { Field } from '@/ui/form/Field'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { NewPassword } from './NewPassword'
import { EMAIL, USERNAME, USERNAME_HELP } from './rules'

const DEFAULTS = { email: '', username: '', password: '' }
type Values = typeof DEFAULTS

function Created({ verification, next }: { verification: Config['verification']; next: string | undefined }) {
  const works = verification === 'off'
  return (
    <div role="status">
      <h1>{works ? 'Your account is ready' : 'One more step'}</h1>
      <p className="t2 mb-5 mt-1">
        {works
          ? 'No mail is set up here, so the account works at once.'
          : 'We have sent you a mail. Open the link in it, then sign in.'}
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
      <Field name="email" label="E-mail" type="email" autoComplete="email" autoFocus rules={EMAIL} />
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

function RegisterForm({ next, onDone }: { next: string | undefined; onDone: (how: Config['verification']) => void }) {
  const { data: config } = useQuery(configQuery)
  const { form, sent } = useDraftForm({ draft: 'register', defaults: DEFAULTS, secret: ['password'] })
  const submit = useSubmit(form, async (values) => {
    const { verification } = await register(values)
    markAllUnsaved()
    sent()
    writeDraft('login', { login: values.username })
    onDone(verification)
  })
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

export function RegisterPage({ next }: { next: string | undefined }) {
  useTitle('Create an account')
  const [done, setDone] = useState<Config['verification'] | null>(null)
  if (done) return <Created verification={done} next={next} />
  return <RegisterForm next={next} onDone={setDone} />
}
