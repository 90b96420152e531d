/** The market page's model: what the URL wants, which coins that shows, and how to want something else. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import type { ColumnId } from './columnIds'
import type { Wanted } from './order'
import { formatColumns, parseColumns, parseSort, type List, type MarketSearch } from './search'
import { useOrder } from './useOrder'

const NONE: Coin[] = []

export interface Market {
  coins: Coin[]
  shown: Coin[]
  wanted: Wanted
  columns: ColumnId[]
  /** The selected coin, if it is shown. */
  chosen: string | null
  held: boolean
  set: ReturnType<typeof setters>
}

type OnSearch = (change: Partial<MarketSearch>, push: boolean) => void

function setters(onSearch: OnSearch, selected: string | undefined) {
  return {
    query: (q: string) => onSearch({ q: q || undefined }, false),
    list: (list: List) => onSearch({ list: list === 'all' ? undefined : list }, true),
    venue: (venue: string) => onSearch({ venue: venue || undefined }, false),
    sort: (sort: string | undefined) => onSearch({ sort }, false),
    columns: (ids: ColumnId[]) => onSearch({ cols: formatColumns(ids) }, false),
    clear: () => onSearch({ q: undefined, list: undefined, venue: undefined }, false),
    select: (id: string) => onSearch({ sel: selected === id ? undefined : id }, false),
  }
}

function useWanted({ q = '', list = 'all', venue = '', sort }: MarketSearch): Wanted {
  return useMemo(() => ({ query: q, list, venue, sort: parseSort(sort) }), [q, list, venue, sort])
}

export function useMarket(search: MarketSearch, onSearch: OnSearch, pointing: boolean): Market {
  const { data: coins = NONE } = useQuery(coinsQuery)
  const wanted = useWanted(search)
  const held = pointing || search.sel !== undefined
  const shown = useOrder(coins, wanted, held)
  const columns = useMemo(() => parseColumns(search.cols), [search.cols])
  const chosen = shown.find((coin) => coin.coin_id === search.sel)?.coin_id ?? null
  return { coins, shown, wanted, columns, chosen, held, set: setters(onSearch, search.sel) }
}
