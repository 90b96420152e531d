/** The field for an account's new e-mail address, which says whether one of an inner network is accepted. */
import { useQuery } from '@tanstack/react-query'
import { configQuery } from '@/api/account'
import { Field } from '@/ui/form/Field'
import { EMAIL, innerDomainsText } from './rules'

interface Props {
  label: string
  autoFocus?: boolean
}

export function EmailField({ label, autoFocus = false }: Props) {
  const inner = useQuery(configQuery).data?.email_inner_domains
  const help = inner && <span title={inner.join(', ')}>{innerDomainsText(inner)}</span>
  return (
    <Field
      name="email"
      label={label}
      type="email"
      autoComplete="email"
      autoFocus={autoFocus}
      rules={EMAIL}
      help={help}
    />
  )
}
