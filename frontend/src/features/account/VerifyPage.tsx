/** Confirm an e-mail address with the token of a mailed link; or ask for another link. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { resendVerification, verify } from '@/api/account'
import { ApiError } from '@/api/client'
import { useTitle } from '@/ui/Crumb'
import { Field } from '@/ui/form/Field'
import { Form, SubmitWide } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { forgetLinkToken, takeLinkToken } from './linkToken'
import { EMAIL } from './rules'

/** A link works once, so its token is sent once: a query is not repeated when the component mounts again. */
function useVerified(token: string | null) {
  return useQuery({
    queryKey: ['verify', token],
    queryFn: async () => {
      await verify(token ?? '')
      forgetLinkToken()
      return true
    },
    enabled: token !== null,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}

function Resend() {
  const [requested, setRequested] = useState(false)
  const { form, sent } = useDraftForm({ draft: 'resend', defaults: { email: '' } })
  const submit = useSubmit(form, async ({ email }) => {
    await resendVerification(email)
    sent()
    setRequested(true)
  })
  if (requested)
    return (
      <p className="t2" role="status">
        If an account waits for this address, a new link is on its way.
      </p>
    )
  const send = <SubmitWide>Send a new link</SubmitWide>
  return (
    <Form form={form} submit={submit} label="Send a new link" actions={send}>
      <Field name="email" label="E-mail" type="email" autoComplete="email" rules={EMAIL} />
    </Form>
  )
}

function words(token: string | null, error: Error | null, done: boolean): string {
  if (done) return 'Your e-mail address is confirmed.'
  if (error instanceof ApiError && error.code === 'invalid_token') return 'This link has been used or is too old.'
  if (error) return error.message
  return token ? 'Confirming your e-mail address …' : 'The link is in the mail that we sent you.'
}

export function VerifyPage() {
  useTitle('Confirm your e-mail address')
  const [token] = useState(takeLinkToken)
  const { data: done = false, error } = useVerified(token)
  return (
    <>
      <h1>Confirm your e-mail address</h1>
      <p className="t2 mb-5 mt-1" role="status">
        {words(token, error, done)}
      </p>
      {(error ?? !token) && !done && <Resend />}
      <p className="mt-4">
        <Link to="/login" className={done ? 'btn pri big' : 'linklike'}>
          Sign in
        </Link>
      </p>
    </>
  )
}
