/** `Prices above are live.`, beside a part that failed, while it is so: the stream brings them, and they are not old. */
import { freshness } from '@/lib/freshness'
import { useConnection } from '@/stream/connection'
import { useDerivedFromNow, usePrice } from '@/stream/useStream'

export function PricesAbove({ coinId }: { coinId: string }) {
  const price = usePrice(coinId)
  const connected = useConnection(({ phase, mode }) => phase === 'live' && mode === 'live')
  const asOf = price?.as_of == null ? null : Date.parse(price.as_of)
  const fresh = useDerivedFromNow((now) => {
    const state = freshness({ asOf, stale: price?.stale ?? true, quiet: false }, now)
    return state === 'live' || state === 'ageing'
  })
  return connected && fresh ? <>Prices above are live.</> : null
}
