/** How old the newest input of a figure is, with its mark, and why the figure is doubtful if it is. */
import { formatAge } from '@/lib/time'
import { reasonText } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { Fresh } from '@/ui/badges'

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
  return (
    <span className={stale ? 'stale' : undefined} data-testid="provenance">
      {asOf === null ? (
        'nothing received yet'
      ) : (
        <>
          {stale ? <Fresh asOf={asOf} stale /> : <Fresh asOf={asOf} quiet />}
          {!stale && <> as of {age} ago</>}
        </>
      )}
      {reason ? ` · ${reasonText(reason)}` : ''}
    </span>
  )
}
