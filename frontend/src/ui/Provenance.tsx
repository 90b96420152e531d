/** How old the newest input of a figure is, with its mark, and why the figure is doubtful if it is. */
import { figureReason } from '@/lib/figureReasons'
import { formatAge } from '@/lib/time'
import { useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { Dot } from './badges'

interface Facts {
  as_of: string | null
  stale: boolean
  reason?: string | null | undefined
}

/**
 * Figures of candles are as old as the newest candle that they are made of: they are stale when the service says so, not
 * after seconds. So the age is told, and the mark follows `stale` alone.
 */
export function Provenance({ of: { as_of: asOf, stale, reason } }: { of: Facts }) {
  const age = useDerivedFromNow((now) => (asOf === null ? null : formatAge(now - Date.parse(asOf))))
  const unreal = useConnection(({ mode }) => mode === 'simulated' || mode === 'replay')
  if (asOf === null) return <span data-testid="provenance">nothing received yet</span>
  const shape = stale ? 'stale' : unreal ? 'unreal' : 'live'
  const tone = stale ? 'stale' : unreal ? 'simdot' : ''
  return (
    <span className={`fr ${tone}`} data-testid="provenance" title={asOf}>
      <Dot shape={shape} />
      {stale ? 'stale, ' : ''}as of {age} ago{reason ? ` · ${figureReason(reason)}` : ''}
    </span>
  )
}
