/** Change the password, which ends all other sessions. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changePassword, meQuery } from '@/api/account'
import { PasswordField } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { NewPassword } from './NewPassword'
import { PASSWORD } from './rules'

const PASSWORDS = { current_password: '', new_password: '' }
const SECRET: (keyof typeof PASSWORDS)[] = ['current_password', 'new_password']

function Actions({ changed }: { changed: boolean }) {
  return (
    <div className="row">
      <button type="submit" className="btn">
        Change password
      </button>
      <span className="help" role="status">
        {changed && 'Changed. Every other session has ended.'}
      </span>
    </div>
  )
}

export function PasswordForm() {
  const client = useQueryClient()
  const { data: me } = useQuery(meQuery)
  const [changed, setChanged] = useState(false)
  const { form, sent } = useDraftForm({ draft: 'password', defaults: PASSWORDS, secret: SECRET })
  const submit = useSubmit(form, async (values) => {
    setChanged(false)
    await changePassword(values)
    sent()
    setChanged(true)
    await client.invalidateQueries({ queryKey: ['account'] })
  })
  return (
    <Form form={form} submit={submit} label="Password" actions={<Actions changed={changed} />}>
      {/* Password managers need the user name beside the password. */}
      <input type="hidden" autoComplete="username" value={me?.username ?? ''} readOnly />
      <PasswordField
        name="current_password"
        label="Current password"
        autoComplete="current-password"
        rules={PASSWORD}
      />
      <NewPassword name="new_password" label="New password" own={me ? [me.username] : []} />
    </Form>
  )
}
