/** Sends a form, one request at a time, and shows the server's errors beside their fields. */
import { useRef, useState } from 'react'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { ApiError } from '@/api/client'
import { serverClock } from '@/stream/connection'

/** The text to show for an error code of the server, and the field that it belongs to. */
export type ErrorTexts<T extends FieldValues> = Partial<Record<string, { field?: Path<T>; message: string }>>

export interface Submit {
  onSubmit: (event?: React.BaseSyntheticEvent) => Promise<void>
  /** Until when the server refuses further attempts, by its clock. */
  limitedUntil: number | null
}

/** The form's field for a field of the request, such as `in.quantity`. */
export type FieldOf = (field: string) => string

const lastPart: FieldOf = (field) => field.split('.').at(-1) ?? ''

function showFieldErrors<T extends FieldValues>(form: UseFormReturn<T>, problem: ApiError, fieldOf: FieldOf): boolean {
  const found = problem.fields.map(({ field, message }) => ({ name: fieldOf(field), message }))
  const placed = found.filter(({ name }) => form.getValues(name as Path<T>) !== undefined)
  for (const [index, { name, message }] of placed.entries())
    form.setError(name as Path<T>, { type: 'server', message }, { shouldFocus: index === 0 })
  return placed.length > 0
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function showError<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  texts: ErrorTexts<T>,
  fieldOf: FieldOf,
): void {
  const problem = error instanceof ApiError ? error : null
  if (problem && showFieldErrors(form, problem, fieldOf)) return
  const { field, message } = texts[problem?.code ?? ''] ?? { message: messageOf(error) }
  if (field) form.setError(field, { type: 'server', message }, { shouldFocus: true })
  else form.setError('root', { type: 'server', message })
}

export function useSubmit<T extends FieldValues>(
  form: UseFormReturn<T>,
  send: (values: T) => Promise<void>,
  texts: ErrorTexts<T> = {},
  fieldOf: FieldOf = lastPart,
): Submit {
  const [limitedUntil, setLimitedUntil] = useState<number | null>(null)
  const sending = useRef(false)
  const validated = form.handleSubmit(async (values) => {
    setLimitedUntil(null)
    try {
      await send(values)
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) {
        setLimitedUntil(serverClock.now() + (error.retryAfterS ?? 1) * 1000)
        return
      }
      showError(form, error, texts, fieldOf)
    }
  })
  const onSubmit = async (event?: React.BaseSyntheticEvent): Promise<void> => {
    event?.preventDefault()
    if (sending.current) return
    sending.current = true
    await validated(event).finally(() => {
      sending.current = false
    })
  }
  return { onSubmit, limitedUntil }
}
