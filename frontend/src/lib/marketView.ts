/**
 * The market page as it was left in this tab: its filter, sort and columns. Links back from other pages use it, so that
 * reading about a coin does not lose the list it was chosen from.
 */
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'

export const LISTS = ['all', 'watch', 'up', 'down'] as const
export type List = (typeof LISTS)[number]

/** The search parameters of the market page as in the URL: the page says which of them it does not understand. */
export interface MarketSearch {
  q?: string
  list?: string
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
