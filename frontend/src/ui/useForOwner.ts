/** What only somebody with an account can do: done at once, after the first check of a page load, or after a sign-in. */
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { isSignedIn, useSession } from '@/api/session'

/** Runs what it is given if somebody is signed in, also while a sign-in that ended is renewed; else leads to the sign-in. */
export function useForOwner(): (action: () => void) => void {
  const here = useRouterState({ select: (state) => state.location.href })
  const navigate = useNavigate()
  return (action) => {
    const { status } = useSession.getState()
    if (status === 'signed-in' || status === 'ended') {
      action()
      return
    }
    void isSignedIn()
      .catch(() => false)
      .then((signedIn) => (signedIn ? action() : navigate({ to: '/login', search: { next: here } })))
  }
}
