/** The anomalies of the first coins since some hours ago. */
import { useQuery } from '@tanstack/react-query'
import { anomaliesQuery } from '@/api/anomalies'
import type { Coin } from '@/api/types'
import { useDerivedFromNow } from '@/stream/useStream'

const HOUR = 3_600_000
/** The anomalies of a day stand in the overview, and are counted in the page's tools. */
export const DAY_HOURS = 24
/** The service looks at no more in one answer. */
const MOST = 100

/** From a whole hour, so that for one hour there is one answer. */
export function useAnomalies(coins: readonly Coin[], hours: number) {
  const start = useDerivedFromNow((now) => new Date(Math.floor((now - hours * HOUR) / HOUR) * HOUR).toISOString())
  const ids = coins.slice(0, MOST).map(({ coin_id: id }) => id)
  return useQuery(anomaliesQuery({ coins: ids, start }))
}
