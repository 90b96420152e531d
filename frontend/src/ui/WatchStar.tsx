/** The star of a coin: adds it to the account's first watchlist, or takes it out. Signed out it leads to the sign-in. */
import { Star } from 'lucide-react'
import { useToggleWatched, useWatched } from '@/api/watched'
import { showToast } from './Toast'
import { useForOwner } from './useForOwner'

/** What the star and the key `s` do. */
export function useWatch(): (coinId: string) => void {
  const forOwner = useForOwner()
  const toggle = useToggleWatched((error) => showToast(`${error.message} The watchlist is as before.`, true))
  return (coinId) => forOwner(() => toggle(coinId))
}

interface Props {
  coin: { coin_id: string; name: string }
  tabIndex?: number
}

export function WatchStar({ coin: { coin_id: id, name }, tabIndex }: Props) {
  const { coins } = useWatched()
  const watch = useWatch()
  return (
    <button
      type="button"
      className="icb star"
      aria-label={`Watch ${name}`}
      aria-pressed={coins.has(id)}
      title="Watch (s)"
      tabIndex={tabIndex}
      onClick={() => watch(id)}
    >
      <Star className="i s" aria-hidden />
    </button>
  )
}
