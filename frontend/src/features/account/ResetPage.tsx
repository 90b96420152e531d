/** Set a new password with the token of a mailed link. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { resetPassword } from '@/api/account'
import { useTitle } from '@/ui/Crumb'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { forgetLinkToken, takeLinkToken } from './linkToken'
import { NewPassword } from './NewPassword'

const SPENT = 'This link has been used or is too old. Ask for a new one.'

function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { form, sent } = useDraftForm({ draft: 'reset', defaults: { password: '' }, secret: ['password'] })
  const submit = useSubmit(
    form,
    async ({ password }) => {
      await resetPassword({ token, password })
      forgetLinkToken()
      sent()
      onDone()
    },
    { invalid_token: { message: SPENT } },
  )
  return (
    <Form form={form} submit={submit} label="New password" actions={<SubmitWide>Set the password</SubmitWide>}>
      <NewPassword name="password" label="New password" />
    </Form>
  )
}

export function ResetPage() {
  useTitle('New password')
  const [token] = useState(takeLinkToken)
  const [done, setDone] = useState(false)
  return (
    <>
      <h1>New password</h1>
      <div className="mb-5 mt-1 t2" role="status">
        {done && 'The password is changed, and every session has ended. Sign in with the new one.'}
        {!done && token && 'It ends every session of the account, on this device too.'}
        {!done && !token && 'Open the link in the mail once more: this page has lost it.'}
      </div>
      {token && !done && <ResetForm token={token} onDone={() => setDone(true)} />}
      <p className="row mt-4 gap-4">
        <Link to="/login" className="linklike">
          Sign in
        </Link>
        <Link to="/forgot" className="linklike">
          Ask for a new link
        </Link>
      </p>
    </>
  )
}
