/** The newest price of each coin, as the stream brought it. A row selects its own coin, so a tick redraws one row. */
import { create } from 'zustand'
import type { Price } from '@/api/types'

interface Tickers {
  prices: Record<string, Price>
}

export const useTickers = create<Tickers>()(() => ({ prices: {} }))

export function setPrices(changed: Price[]): void {
  if (changed.length === 0) return
  useTickers.setState(({ prices }) => ({
    prices: { ...prices, ...Object.fromEntries(changed.map((price) => [price.coin_id, price])) },
  }))
}
