/** A form with the errors that belong to no single field. Submit stays enabled: a missing value is reported beside its field. */
import { FormProvider, useFormState, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { useDerivedFromNow } from '@/stream/useStream'
import { ErrorLine } from './ErrorLine'
import type { Submit } from './useSubmit'

function Limited({ until }: { until: number }) {
  const left = useDerivedFromNow((now) => Math.max(0, Math.ceil((until - now) / 1000)))
  return (
    <div>
      <span role="alert" className="sr">
        Too many attempts. Try again in a while.
      </span>
      <ErrorLine>
        <span data-testid="limited">
          Too many attempts. {left > 0 ? `Next try in ${left} s.` : 'You can try again now.'}
        </span>
      </ErrorLine>
    </div>
  )
}

function WholeError() {
  const { errors } = useFormState()
  if (!errors.root?.message) return null
  return (
    <div role="alert">
      <ErrorLine>{errors.root.message}</ErrorLine>
    </div>
  )
}

interface Props<T extends FieldValues> {
  form: UseFormReturn<T>
  submit: Submit
  label: string
  children: React.ReactNode
  /** The buttons, above the form's own errors, which would push them away from under the pointer. */
  actions: React.ReactNode
}

export function Form<T extends FieldValues>({ form, submit, label, children, actions }: Props<T>) {
  return (
    <FormProvider {...form}>
      <form noValidate aria-label={label} className="form" onSubmit={(event) => void submit.onSubmit(event)}>
        {children}
        {actions}
        {submit.limitedUntil === null ? <WholeError /> : <Limited until={submit.limitedUntil} />}
      </form>
    </FormProvider>
  )
}

/** The submit button of a page that consists of one form. */
export function SubmitWide({ children }: { children: React.ReactNode }) {
  return (
    <button type="submit" className="btn pri big">
      {children}
    </button>
  )
}
