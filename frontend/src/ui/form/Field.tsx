/** A text field: label above, help and error below, linked to the input for screen readers. */
import { Eye, EyeOff } from 'lucide-react'
import { useId, useState } from 'react'
import { useFormContext, type RegisterOptions } from 'react-hook-form'
import { afterPress } from '@/lib/press'
import { describedBy, FieldNote } from './FieldNote'

interface FieldProps extends Omit<React.InputHTMLAttributes<HTMLInputElement>, 'name'> {
  name: string
  label: string
  help?: React.ReactNode
  /** Beside the label: "Forgot it?". */
  aside?: React.ReactNode
  /** Within the input's frame, behind it. */
  trailing?: React.ReactNode
  /** Between the input and its help. */
  below?: React.ReactNode
  rules?: RegisterOptions
}

export function Field({ name, label, help, aside, trailing, below, rules, ...input }: FieldProps) {
  const { register, getFieldState, formState } = useFormContext()
  const id = useId()
  const error = getFieldState(name, formState).error?.message
  const note = { id, help, error }
  const { onBlur, ...registered } = register(name, rules)
  return (
    <div className="field">
      <div className="row justify-between">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <span className="input">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(note)}
          {...input}
          {...registered}
          onBlur={(event) => afterPress(() => void onBlur(event))}
        />
        {trailing}
      </span>
      {below}
      <FieldNote {...note} />
    </div>
  )
}

/** A password: nothing is trimmed, and a button shows what was typed. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'trailing'>) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  const toggle = (
    <button
      type="button"
      className="icb"
      aria-label={shown ? 'Hide password' : 'Show password'}
      aria-pressed={shown}
      onClick={() => setShown(!shown)}
    >
      <Icon className="i" aria-hidden />
    </button>
  )
  return (
    <Field {...props} type={shown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false} trailing={toggle} />
  )
}

interface CheckProps {
  name: string
  value?: string
  children: React.ReactNode
}

export function Check({ name, value, children }: CheckProps) {
  const { register } = useFormContext()
  return (
    <label className="check">
      <input type="checkbox" value={value} {...register(name)} />
      <span>{children}</span>
    </label>
  )
}
