/** The coins in their shown order: sorted again at once when the query changes, else every 5 s, never while it is held. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { overviewQuery } from '@/api/sentiment'
import type { Coin } from '@/api/types'
import { useWatched } from '@/api/watched'
import { orderCoins, type MarketQuery, type Sentiments } from './marketQuery'
import { newerPrices } from './useNewest'

const EVERY_MS = 5000

/** What is known of each coin's sentiment at this moment. */
export const listedSentiments = (client: QueryClient): Sentiments =>
  client.getQueryData(overviewQuery.queryKey)?.coins ?? {}

interface ShownCoins {
  shown: Coin[]
  /** The selected coin, if it is shown. */
  chosen: string | null
  orderHeld: boolean
}

interface Facts {
  /** A row is pointed at or has the focus. */
  attended: boolean
  selected: string | undefined
  /** The coins with an anomaly. */
  unusual: ReadonlySet<string>
}

const NOBODY: ReadonlySet<string> = new Set()

/** The order is held while a row is attended to, or while the selected coin is among those shown. */
export function useShownCoins(coins: readonly Coin[], query: MarketQuery, facts: Facts): ShownCoins {
  const { attended, selected } = facts
  const client = useQueryClient()
  const [round, setRound] = useState(0)
  const { coins: watched } = useWatched()
  // Of all lists only these two depend on more than the coins.
  const starred = query.list === 'watch' ? watched : NOBODY
  const unusual = query.list === 'anomalies' ? facts.unusual : NOBODY
  const ids = useMemo(
    () =>
      orderCoins(coins, newerPrices(client), query, { watched: starred, unusual }, listedSentiments(client)).map(
        (coin) => coin.coin_id,
      ),
    // `coins` is fetched again every few seconds; only coming and going coins may change the order between rounds.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [coins.length, query, round, starred, unusual],
  )
  const chosen = selected !== undefined && ids.includes(selected) ? selected : null
  const orderHeld = attended || chosen !== null
  useEffect(() => {
    if (orderHeld) return
    const timer = setInterval(() => setRound((one) => one + 1), EVERY_MS)
    return () => clearInterval(timer)
  }, [orderHeld])
  const shown = useMemo(() => {
    const byId = new Map(coins.map((coin) => [coin.coin_id, coin]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }, [coins, ids])
  return { shown, chosen, orderHeld }
}
