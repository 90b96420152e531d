/** The newest price of each coin, as the stream brought it. A row selects its own coin, so a tick redraws one row. */
import { create } from 'zustand'
import type { Price } from '@/api/types'
import { STALE_AFTER_MS } from '@/lib/freshness'
import { serverClock } from './connection'

interface Tickers {
  prices: Record<string, Price>
}

/** When each coin's newest state arrived, by this machine's clock, ms, as queries note their answers. */
const heard = new Map<string, number>()

/** Whether the stream brought a coin's state after an answer that arrived at `fetchedAt`, ms. */
export const isHeardAfter = (coinId: string, fetchedAt: number): boolean => (heard.get(coinId) ?? 0) > fetchedAt

/**
 * Whether something of a coin's newest state is only quiet: the state says so, and is not old itself. `now` is the
 * server's time; a state that the stream has not brought is as new as the list that it is from.
 */
export function isQuiet(coinId: string, quiet: boolean, now: number): boolean {
  const at = heard.get(coinId)
  return quiet && (at === undefined || now - serverClock.now(at) <= STALE_AFTER_MS)
}

export const useTickers = create<Tickers>()(() => ({ prices: {} }))

export function setPrices(changed: Price[]): void {
  if (changed.length === 0) return
  for (const { coin_id } of changed) heard.set(coin_id, Date.now())
  useTickers.setState(({ prices }) => ({
    prices: { ...prices, ...Object.fromEntries(changed.map((price) => [price.coin_id, price])) },
  }))
}
