/** A coin's details and its newest price, from REST or the stream. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { coinQuery, priceQuery } from '@/api/queries'
import type { Coin, Price } from '@/api/types'
import { priceDecimals } from '@/lib/format'
import { OPEN_COIN_PAINT_MS, setPaintInterval } from '@/stream/stream'
import { isHeardAfter } from '@/stream/tickers'
import { usePrice } from '@/stream/useStream'

export interface CoinState {
  coin: Coin | undefined
  price: Price | undefined
  decimals: number | undefined
  error: Error | null
  refetch: () => void
}

/** Not by `as_of`, which goes back when an exchange drops out of the price. */
const isNewer = (live: Price | undefined, fetchedAt: number): boolean =>
  live !== undefined && isHeardAfter(live.coin_id, fetchedAt)

export function useCoin(id: string): CoinState {
  const coin = useQuery(coinQuery(id))
  const fetched = useQuery(priceQuery(id))
  const live = usePrice(coin.data?.coin_id ?? id)
  useEffect(() => {
    setPaintInterval(OPEN_COIN_PAINT_MS)
    return () => setPaintInterval(null)
  }, [])
  const price = isNewer(live, fetched.dataUpdatedAt) ? live : fetched.data
  const decimals = priceDecimals(coin.data?.tick, coin.data?.price ?? price?.price)
  return { coin: coin.data, price, decimals, error: coin.error, refetch: () => void coin.refetch() }
}
