/** The coins in their shown order: sorted again at once when the query changes, else every 5 s, never while `held`. */
import { useEffect, useMemo, useState } from 'react'
import type { Coin } from '@/api/types'
import { useTickers } from '@/stream/tickers'
import { orderCoins, type MarketQuery } from './marketQuery'

const EVERY_MS = 5000

export function useShownCoins(coins: readonly Coin[], query: MarketQuery, orderHeld: boolean): Coin[] {
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (orderHeld) return
    const timer = setInterval(() => setRound((one) => one + 1), EVERY_MS)
    return () => clearInterval(timer)
  }, [orderHeld])
  const ids = useMemo(
    () => orderCoins(coins, useTickers.getState().prices, query).map((coin) => coin.coin_id),
    // `coins` is fetched again every few seconds; only coming and going coins may change the order between rounds.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [coins.length, query, round],
  )
  return useMemo(() => {
    const byId = new Map(coins.map((coin) => [coin.coin_id, coin]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }, [coins, ids])
}
