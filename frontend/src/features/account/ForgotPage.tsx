/** Ask for a link that sets a new password. The answer is the same whether or not there is such an account. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { forgotPassword } from '@/api/account'
import { useTitle } from '@/ui/Crumb'
import { Field } from '@/ui/form/Field'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { EMAIL } from './rules'

export function ForgotPage() {
  useTitle('Forgotten password')
  const [requested, setRequested] = useState(false)
  const { form, sent } = useDraftForm({ draft: 'forgot', defaults: { email: '' } })
  const submit = useSubmit(form, async ({ email }) => {
    await forgotPassword(email)
    sent()
    setRequested(true)
  })
  return (
    <>
      <h1>Forgotten password</h1>
      {requested ? (
        <p className="t2 mt-1" role="status">
          If an account has this address, a mail with a link is on its way. The link sets a new password and works once.
        </p>
      ) : (
        <>
          <p className="t2 mb-5 mt-1">We mail you a link that sets a new one.</p>
          <Form form={form} submit={submit} label="Forgotten password" actions={<SubmitWide>Send the link</SubmitWide>}>
            <Field name="email" label="E-mail" type="email" autoComplete="email" autoFocus rules={EMAIL} />
          </Form>
        </>
      )}
      <p className="mt-4">
        <Link to="/login" className="linklike">
          Back to sign in
        </Link>
      </p>
    </>
  )
}
