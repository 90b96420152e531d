/**
 * The market page as it was left in this tab: its filter, sort and columns. Links back from other pages use it, so that
 * reading about a coin does not lose the list it was chosen from.
 */
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'

export const LISTS = ['all', 'watch', 'up', 'down', 'anomalies'] as const
export type List = (typeof LISTS)[number]

export const LAYOUTS = ['table', 'heat'] as const
export type Layout = (typeof LAYOUTS)[number]

/** The search parameters of the market page as in the URL: the page says which of them it does not understand. */
export interface MarketSearch {
  q?: string
  list?: string
  view?: string
  venue?: string
  sort?: string
  cols?: string
  sel?: string
}

interface MarketView {
  search: MarketSearch
}

export const useMarketView = create<MarketView>()(
  persist(() => ({ search: {} }), { name: 'tidemark.market', storage: createJSONStorage(() => sessionStorage) }),
)

/** The search parameters for links to the market page. */
export const marketView = (): MarketSearch => useMarketView.getState().search
