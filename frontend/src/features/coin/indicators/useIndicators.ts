/** The chosen indicators of a series with their values, read again when a candle closes or is revised. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { indicatorsQuery, registryQuery, type IndicatorRow } from '@/api/indicators'
import type { SeriesRequest } from '@/api/queries'
import { DEFAULT_INDICATORS } from '@/lib/preferences'
import { specOf, type ChosenIndicator } from './chosen'
import type { Registry } from './looks'
import { shownIndicators, type ShownIndicator } from './shown'

const NO_KINDS: Registry = []
const NO_ROWS: IndicatorRow[] = []

export const useRegistry = (): Registry => useQuery(registryQuery).data ?? NO_KINDS

export interface Indicators {
  shown: ShownIndicator[]
  error: Error | null
}

/** A link's indicators are asked for once the registry has said that they exist; the usual ones at once. */
export function useIndicators(series: SeriesRequest, chosen: readonly ChosenIndicator[]): Indicators {
  const { data: registry = NO_KINDS, error: unlisted } = useQuery(registryQuery)
  const specs = chosen.map(specOf).join(',')
  const query = indicatorsQuery(series, registry.length > 0 || specs === DEFAULT_INDICATORS ? specs : '')
  const key = JSON.stringify(series)
  const { data: rows = NO_ROWS, error } = useQuery({
    ...query,
    // While one more is fetched, the others stay; values of another series would stand at the wrong candles.
    placeholderData: (before, of) => (JSON.stringify(of?.queryKey[1]) === key ? before : undefined),
  })
  const shown = useMemo(() => shownIndicators(chosen, registry, rows), [chosen, registry, rows])
  return { shown, error: error ?? unlisted }
}
