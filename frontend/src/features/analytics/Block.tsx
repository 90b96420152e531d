/** The states of a block of the page: loading, failed with a way to try again, empty, or its data. */
import { NotRenewed } from '@/ui/NotRenewed'
import { Failed, Loading } from '@/ui/states'

interface Query<T> {
  data: T | undefined
  error: Error | null
  refetch: () => unknown
}

interface Props<T> {
  query: Query<T>
  /** `the spread`: what is loaded. */
  what: string
  /** Lines of the skeleton. */
  rows: number
  /** What stands in place of data in which there is nothing to show; null if there is something. */
  empty?: (data: T) => React.ReactNode
  children: (data: T) => React.ReactNode
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** What was shown stays while a later request fails, and is marked stale. */
export function Block<T>({ query: { data, error, refetch }, what, rows, empty, children }: Props<T>) {
  const retry = () => void refetch()
  if (data !== undefined) {
    return (
      <>
        {empty?.(data) ?? children(data)}
        <NotRenewed {...{ what, error, retry }} />
      </>
    )
  }
  if (error) return <Failed what={capital(what)} error={error} retry={retry} />
  return <Loading what={what} rows={rows} />
}
