/** A text field: label above, help and error below, linked to the input for screen readers. */
import { Eye, EyeOff } from 'lucide-react'
import { useId, useState } from 'react'
import { useFormContext, type RegisterOptions } from 'react-hook-form'
import { ErrorLine } from './Form'

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
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ')
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
          aria-describedby={describedBy || undefined}
          {...input}
          {...register(name, rules)}
        />
        {trailing}
      </span>
      {below}
      {error && <ErrorLine id={`${id}-error`}>{error}</ErrorLine>}
      {help && (
        <span id={`${id}-help`} className="help">
          {help}
        </span>
      )}
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
