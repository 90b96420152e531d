/** The bell of a coin: an alert on it. Signed out it leads to the sign-in. */
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { BellPlus } from 'lucide-react'
import { isSignedIn } from '@/api/session'

/** What the bell and the key `a` do; right after a reload they wait until it is known who is signed in. */
export function useAlertOf(open: (coinId: string) => void): (coinId: string) => void {
  const here = useRouterState({ select: (state) => state.location.href })
  const navigate = useNavigate()
  return (coinId) => {
    void isSignedIn()
      .catch(() => false)
      .then((signedIn) => (signedIn ? open(coinId) : navigate({ to: '/login', search: { next: here } })))
  }
}

interface Props {
  coinId: string
  name: string
  /** Says the key `a` where that does the same. */
  title?: string
  onAlert: (coinId: string) => void
}

export function AlertBell({ coinId, name, title, onAlert }: Props) {
  const alert = useAlertOf(onAlert)
  return (
    <button type="button" className="icb" aria-label={`Alert on ${name}`} title={title} onClick={() => alert(coinId)}>
      <BellPlus className="i s" aria-hidden />
    </button>
  )
}
