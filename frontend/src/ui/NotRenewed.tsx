/** Beside what was loaded before: it could not be renewed, so it is old. */

interface Props {
  /** `the spreads`: what stands here. */
  what: string
  error: Error | null
  retry: () => void
}

export function NotRenewed({ what, error, retry }: Props) {
  if (!error) return null
  return (
    <p className="sm stale px-[14px] py-2" role="alert">
      Stale: {what} could not be renewed. {error.message}{' '}
      <button type="button" className="underline" onClick={retry}>
        Try again
      </button>
    </p>
  )
}
