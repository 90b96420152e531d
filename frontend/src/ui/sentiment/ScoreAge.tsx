/** How old the newest text behind a score is. News come by the minute: what is old the server says, not the age alone. */
import { formatAge } from '@/lib/time'
import { useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { Dot } from '../badges'

interface Props {
  asOf: string | null
  stale: boolean
}

export function ScoreAge({ asOf, stale }: Props) {
  const age = useDerivedFromNow((now) => (asOf === null ? null : formatAge(now - Date.parse(asOf))))
  const unreal = useConnection(({ mode }) => mode === 'simulated' || mode === 'replay')
  if (age === null) return <span className="fr">no text yet</span>
  const tone = stale ? 'stale' : unreal ? 'simdot' : ''
  return (
    <span className={`fr ${tone}`} title={`newest text received ${asOf ?? ''}`}>
      <Dot shape={stale ? 'stale' : unreal ? 'unreal' : 'live'} />
      {stale && <span className="sr">stale, </span>}
      {age} old
    </span>
  )
}
