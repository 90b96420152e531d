/** The newest price of each coin, as the stream brought it. A row selects its own coin, so a tick redraws one row. */
import { create } from 'zustand'
import type { Price } from '@/api/types'
import { serverClock } from './connection'

interface Tickers {
  prices: Record<string, Price>
}

/** When each coin's newest state arrived, by the server's clock, ms. */
const heard = new Map<string, number>()

export const heardAt = (coinId: string): number | undefined => heard.get(coinId)

export const useTickers = create<Tickers>()(() => ({ prices: {} }))

export function setPrices(changed: Price[]): void {
  if (changed.length === 0) return
  for (const { coin_id } of changed) heard.set(coin_id, serverClock.now())
  useTickers.setState(({ prices }) => ({
    prices: { ...prices, ...Object.fromEntries(changed.map((price) => [price.coin_id, price])) },
  }))
}
