/** The bell of a coin: an alert on it. Signed out it leads to the sign-in. */
import { BellPlus } from 'lucide-react'
import { useForOwner } from './useForOwner'

/** What the bell and the key `a` do. */
export function useAlertOf(open: (coinId: string) => void): (coinId: string) => void {
  const forOwner = useForOwner()
  return (coinId) => forOwner(() => open(coinId))
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
