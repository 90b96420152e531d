/** What is newest of a coin: the list's figures, or those that the stream brought after the list was fetched. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { coinsQuery } from '@/api/queries'
import type { Coin, Figures, Price } from '@/api/types'
import { isHeardAfter, useTickers } from '@/stream/tickers'
import { usePrice } from '@/stream/useStream'

const fetchedAt = (client: QueryClient): number => client.getQueryState(coinsQuery.queryKey)?.dataUpdatedAt ?? 0

/** The prices of the stream that are newer than the list. */
export function newerPrices(client: QueryClient): Record<string, Price> {
  const at = fetchedAt(client)
  return Object.fromEntries(Object.entries(useTickers.getState().prices).filter(([id]) => isHeardAfter(id, at)))
}

/** A coin's newest figures. `as_of` does not tell: it goes back when an exchange drops out of the price. */
export function useNewest(coin: Coin): Figures {
  const client = useQueryClient()
  const live = usePrice(coin.coin_id)
  return live && isHeardAfter(coin.coin_id, fetchedAt(client)) ? live : coin
}
