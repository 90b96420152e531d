/** Clears the drafts of forms when somebody signs out or somebody else signs in. A session that only ended keeps them. */
import { useSession } from '@/api/session'
import { clearDrafts } from '@/ui/form/drafts'

export function startUserChange(): void {
  let last = useSession.getState().userId
  useSession.subscribe(({ status, userId }, before) => {
    const signedOut = status === 'anonymous' && before.status === 'signed-in'
    const somebodyElse = userId !== null && last !== null && userId !== last
    last = userId ?? last
    if (signedOut || somebodyElse) clearDrafts()
  })
}
