/** Asks for the password and deletes the account. */
import { deleteMe } from '@/api/account'
import { Dialog } from '@/ui/Dialog'
import { PasswordField } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { PASSWORD } from './rules'

interface Props {
  username: string
  onClose: () => void
  onDeleted: () => void
}

export function DeleteDialog({ username, onClose, onDeleted }: Props) {
  const { form } = useDraftForm({ draft: 'delete', defaults: { password: '' }, secret: ['password'] })
  const submit = useSubmit(form, async ({ password }) => {
    await deleteMe(password)
    onDeleted()
  })
  const actions = (
    <div className="row flex-wrap justify-end">
      <button type="button" className="btn ghost" onClick={onClose}>
        Keep the account
      </button>
      <button type="submit" className="btn danger">
        Delete account
      </button>
    </div>
  )
  return (
    <Dialog open onOpenChange={onClose} title={`Delete ${username}?`}>
      <div className="grid gap-4 p-4">
        <p className="t2">
          Sessions, API keys and preferences go with it. This cannot be taken back, so we ask for the password again.
        </p>
        <Form form={form} submit={submit} label="Delete the account" actions={actions}>
          <PasswordField name="password" label="Password" autoComplete="current-password" autoFocus rules={PASSWORD} />
        </Form>
      </div>
    </Dialog>
  )
}
