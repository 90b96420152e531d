/** The field for a new password, with its strength in words. */
import { useQuery } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import { configQuery } from '@/api/account'
import { PasswordField } from '@/ui/form/Field'
import { newPassword } from './rules'
import { strengthOf } from './strength'

const USUAL_MINIMUM = 12

interface Props {
  name: string
  label: string
  /** The account's user name and e-mail, which make a weak password. */
  own?: string[]
}

export function NewPassword({ name, label, own = [] }: Props) {
  const minimum = useQuery(configQuery).data?.password_min ?? USUAL_MINIMUM
  const value = useWatch({ name }) as string
  const { level, word } = strengthOf(value, minimum, own)
  const strength = value === '' ? '' : `${word}. `
  const meter = (
    <>
      <span className="meter" data-strength={level} aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <i key={step} className={step <= level ? 'on' : ''} />
        ))}
      </span>
      <span className="sr" role="status" data-testid="strength">
        {strength}
      </span>
    </>
  )
  const help = (
    <>
      <span aria-hidden="true">{strength}</span>
      {minimum} characters or more; any characters; pasting works.
    </>
  )
  return (
    <PasswordField
      name={name}
      label={label}
      autoComplete="new-password"
      rules={newPassword(minimum)}
      below={meter}
      help={help}
    />
  )
}
