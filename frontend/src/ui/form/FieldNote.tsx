/**
 * The line under a field: its help, or its error in the same place. The line is there without either, and the help keeps
 * its room under the error, so that an error moves nothing.
 */
import { ErrorLine } from './ErrorLine'

interface Props {
  id: string
  help?: React.ReactNode
  error?: string | undefined
}

/** The ids of what is shown, for the field's `aria-describedby`. */
export const describedBy = ({ id, help, error }: Props): string | undefined =>
  (error && `${id}-error`) || (help ? `${id}-help` : undefined)

export function FieldNote({ id, help, error }: Props) {
  return (
    <div className="note">
      {help && (
        <span id={`${id}-help`} className={error ? 'help invisible' : 'help'}>
          {help}
        </span>
      )}
      {error && <ErrorLine id={`${id}-error`}>{error}</ErrorLine>}
    </div>
  )
}
