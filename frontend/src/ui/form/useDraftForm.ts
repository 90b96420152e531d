/** A form whose words survive reload and sign-in. Errors are said on leaving a field and on submit. */
import { useEffect, useRef } from 'react'
import { useForm, type DefaultValues, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { clearDraft, readDraft, writeDraft } from './drafts'

interface DraftFormOptions<T extends FieldValues> {
  draft: string
  defaults: T
  /** Never kept: passwords and tokens. */
  secret?: (keyof T & string)[]
}

export interface DraftForm<T extends FieldValues> {
  form: UseFormReturn<T>
  /** After it was sent: forget the draft and begin again from `values`. */
  sent: (values?: T) => void
}

export function useDraftForm<T extends FieldValues>({
  draft,
  defaults,
  secret = [],
}: DraftFormOptions<T>): DraftForm<T> {
  const form = useForm<T>({ defaultValues: defaults as DefaultValues<T>, mode: 'onTouched' })
  const hidden = useRef(secret)
  useEffect(() => {
    for (const [name, value] of Object.entries(readDraft(draft)))
      form.setValue(name as never, value as never, { shouldDirty: true })
    return form.subscribe({
      formState: { values: true },
      callback: ({ values }) => {
        const kept = Object.entries(values).filter(([name]) => !hidden.current.includes(name))
        writeDraft(draft, Object.fromEntries(kept))
      },
    })
  }, [draft, form])
  const sent = (values: T = defaults): void => {
    form.reset(values)
    clearDraft(draft)
  }
  return { form, sent }
}
