/** The coins in which something unusual was seen in the last 24 hours, and what. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { anomaliesQuery } from '@/api/anomalies'
import { formatAge } from '@/lib/time'
import { useClock } from '@/stream/connection'
import { anomalyText } from './anomalyText'

export interface Anomalies {
  ids: ReadonlySet<string>
  /** The newest of each coin in words, with its age. */
  notes: ReadonlyMap<string, string>
  /** False before they have been read. */
  known: boolean
}

const MINUTE = 60_000
/** A candle of an hour is known from its close on. */
const HOUR = 60 * MINUTE

export function useAnomalies(): Anomalies {
  const items = useQuery(anomaliesQuery()).data?.items
  const now = useClock((clock) => Math.floor(clock.now / MINUTE) * MINUTE)
  // Of its own, so that the list is not sorted again each minute.
  const ids = useMemo(() => new Set(items?.map(({ coin_id }) => coin_id)), [items])
  const notes = useMemo(() => {
    const words = new Map<string, string>()
    for (const one of items ?? []) {
      if (!words.has(one.coin_id))
        words.set(one.coin_id, `${anomalyText(one)} · ${formatAge(now - Date.parse(one.open_time) - HOUR)}`)
    }
    return words
  }, [items, now])
  return { ids, notes, known: items !== undefined }
}
