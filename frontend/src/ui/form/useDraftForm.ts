/** A form whose values survive a reload and a sign-in. Errors appear when a field is left and on submit. */
import { useEffect, useRef } from 'react'
import { useForm, type DefaultValues, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { clearDraft, readDraft, writeDraft } from './drafts'

interface DraftFormOptions<T extends FieldValues> {
  draft: string
  defaults: T
  /** Fields that are never stored: passwords and tokens. */
  secret?: (keyof T & string)[]
}

export interface DraftForm<T extends FieldValues> {
  form: UseFormReturn<T>
  /** After the form was sent: delete the draft and reset the form to `values`. */
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
        const draftable = Object.entries(values).filter(([name]) => !hidden.current.includes(name))
        writeDraft(draft, Object.fromEntries(draftable))
      },
    })
  }, [draft, form])
  const sent = (values: T = defaults): void => {
    form.reset(values)
    clearDraft(draft)
  }
  return { form, sent }
}
