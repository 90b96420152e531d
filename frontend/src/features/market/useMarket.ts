/** The market page's model: the query in the URL, the coins that it shows, and setters that change the URL. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import type { Layout, List, MarketSearch } from '@/lib/marketView'
import type { ColumnId } from './columnIds'
import { formatColumns, readMarketSearch, type MarketChoice } from './search'
import { useAnomalies, type Anomalies } from './useAnomalies'
import { useShownCoins } from './useShownCoins'

const NONE: Coin[] = []

export interface Market extends MarketChoice {
  coins: Coin[]
  shown: Coin[]
  /** The selected coin, if it is shown. */
  chosen: string | null
  orderHeld: boolean
  /** The completeness of the last 24 h that most coins have, in per cent. */
  usualComplete: number
  anomalies: Anomalies
  set: ReturnType<typeof setters>
}

type OnSearch = (change: Partial<MarketSearch>, push: boolean) => void

function setters(onSearch: OnSearch, selected: string | undefined) {
  return {
    query: (q: string) => onSearch({ q: q || undefined }, false),
    list: (list: List) => onSearch({ list: list === 'all' ? undefined : list }, true),
    layout: (view: Layout) => onSearch({ view: view === 'table' ? undefined : view }, true),
    venue: (venue: string) => onSearch({ venue: venue || undefined }, false),
    sort: (sort: string | undefined) => onSearch({ sort }, false),
    columns: (ids: ColumnId[]) => onSearch({ cols: formatColumns(ids) }, false),
    clear: () => onSearch({ q: undefined, list: undefined, venue: undefined }, false),
    release: () => selected !== undefined && onSearch({ sel: undefined }, false),
    select: (id: string) => onSearch({ sel: selected === id ? undefined : id }, false),
  }
}

/** The median of the coins' completeness. */
export function middleComplete(coins: readonly Coin[]): number {
  const known = coins.flatMap(({ complete_24h_percent: percent }) => (percent === null ? [] : [Number(percent)]))
  return known.toSorted((a, b) => a - b)[Math.floor(known.length / 2)] ?? 100
}

/** What the URL means. The selected coin is no part of it: selecting one must not sort the table again. */
function useChoice({ q, list, view, venue, sort, cols }: MarketSearch): MarketChoice {
  return useMemo(() => readMarketSearch({ q, list, view, venue, sort, cols }), [q, list, view, venue, sort, cols])
}

export function useMarket(search: MarketSearch, onSearch: OnSearch, attended: boolean): Market {
  const { data: coins = NONE } = useQuery(coinsQuery)
  const choice = useChoice(search)
  const anomalies = useAnomalies()
  const { shown, chosen, orderHeld } = useShownCoins(coins, choice.query, {
    attended,
    selected: search.sel,
    unusual: anomalies.ids,
  })
  const usualComplete = useMemo(() => middleComplete(coins), [coins])
  return { ...choice, coins, shown, chosen, orderHeld, usualComplete, anomalies, set: setters(onSearch, search.sel) }
}
