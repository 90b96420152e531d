/** Analytics: what moves together, how coins compare, where prices differ, and what is unusual. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { usePreferences } from '@/lib/preferences'
import { Crumb } from '@/ui/Crumb'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { LinkNotice } from '@/ui/LinkNotice'
import { AnalyticsTools, TITLES } from './AnalyticsTools'
import { readAnalyticsSearch, RANGES, withoutDefaults, type AnalyticsSearch, type OnSearch } from './search'
import { Shown } from './Views'

interface Props {
  search: AnalyticsSearch
  onSearch: OnSearch
}

const NONE: Coin[] = []

/** `1` to `4` choose the range of the comparison. */
function useKeys(onSearch: OnSearch): void {
  const range = (index: number) => () => onSearch({ range: RANGES[index] }, true)
  useShortcuts({ '1': range(0), '2': range(1), '3': range(2), '4': range(3) })
}

export function AnalyticsPage({ search, onSearch: change }: Props) {
  const { data: coins = NONE } = useQuery(coinsQuery)
  const onSearch: OnSearch = (changes, push) => change(withoutDefaults(changes), push)
  const choice = useMemo(() => readAnalyticsSearch(search), [search])
  usePreferences(({ time_zone }) => time_zone) // renders the page again, with its times, when the zone changes
  useKeys(onSearch)
  const { view } = choice
  return (
    <>
      <Crumb title="Analytics" tab={view === 'overview' ? 'Analytics' : `${TITLES[view]} · Analytics`} />
      <AnalyticsTools coins={coins} choice={choice} onSearch={onSearch} />
      <LinkNotice misfits={choice.misfits} onSearch={onSearch} />
      <ErrorBoundary key={view} what="This part of Analytics">
        <Shown choice={choice} coins={coins} onSearch={onSearch} />
      </ErrorBoundary>
    </>
  )
}
