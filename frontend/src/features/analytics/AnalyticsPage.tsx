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
import { Failed, Loading } from '@/ui/states'
import { AnalyticsTools, TITLES } from './AnalyticsTools'
import { unknownCoins } from './choices'
import {
  readAnalyticsSearch,
  RANGES,
  withoutDefaults,
  type AnalyticsChoice,
  type AnalyticsSearch,
  type OnSearch,
} from './search'
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

/** Coins of the link that there are not. */
function coinMisfits(
  coins: readonly Coin[],
  { coins: named, coin, pair }: AnalyticsChoice,
): AnalyticsChoice['misfits'] {
  const say = (name: 'coins' | 'coin' | 'pair', words: readonly string[]) =>
    unknownCoins(coins, words).map((word) => ({ names: [name], text: `There is no coin “${word}”.` }))
  return [...say('coins', named), ...say('coin', [coin]), ...say('pair', pair ?? [])]
}

/** In place of the parts that are of chosen coins, while it is not known which coins there are. */
function NoCoins({ error, retry }: { error: Error | null; retry: () => void }) {
  return (
    <section className="card" aria-label="Coins">
      {error ? <Failed what="The coins" error={error} retry={retry} /> : <Loading what="the coins" rows={8} />}
    </section>
  )
}

export function AnalyticsPage({ search, onSearch: change }: Props) {
  const query = useQuery(coinsQuery)
  const coins = query.data ?? NONE
  const onSearch: OnSearch = (changes, push) => change(withoutDefaults(changes), push)
  const choice = useMemo(() => readAnalyticsSearch(search), [search])
  const misfits = [...choice.misfits, ...coinMisfits(coins, choice)]
  usePreferences(({ time_zone }) => time_zone) // renders the page again, with its times, when the zone changes
  useKeys(onSearch)
  const { view } = choice
  return (
    <>
      <Crumb title="Analytics" tab={view === 'overview' ? 'Analytics' : `${TITLES[view]} · Analytics`} />
      <AnalyticsTools coins={coins} choice={choice} onSearch={onSearch} />
      <LinkNotice misfits={misfits} onSearch={onSearch} />
      <ErrorBoundary key={view} what="This part of Analytics">
        {query.data || view === 'screener' ? (
          <Shown choice={choice} coins={coins} onSearch={onSearch} />
        ) : (
          <NoCoins error={query.error} retry={() => void query.refetch()} />
        )}
      </ErrorBoundary>
    </>
  )
}
