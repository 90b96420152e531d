/** A coin's details and its newest price, from REST or the stream. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { coinQuery, priceQuery } from '@/api/queries'
import type { Coin, Price } from '@/api/types'
import { priceDecimals } from '@/lib/format'
import { OPEN_COIN_PAINT_MS, setPaintInterval } from '@/stream/stream'
import { usePrice } from '@/stream/useStream'

export interface CoinState {
  coin: Coin | undefined
  price: Price | undefined
  decimals: number | undefined
  error: Error | null
  refetch: () => void
}

function newer(live: Price | undefined, fetched: Price | undefined): Price | undefined {
  return live && (live.as_of ?? '') >= (fetched?.as_of ?? '') ? live : fetched
}

export function useCoin(id: string): CoinState {
  const coin = useQuery(coinQuery(id))
  const fetched = useQuery(priceQuery(id))
  const live = usePrice(coin.data?.coin_id ?? id)
  useEffect(() => {
    setPaintInterval(OPEN_COIN_PAINT_MS)
    return () => setPaintInterval(null)
  }, [])
  const price = newer(live, fetched.data)
  const decimals = priceDecimals(coin.data?.tick, coin.data?.price ?? price?.price)
  return { coin: coin.data, price, decimals, error: coin.error, refetch: () => void coin.refetch() }
}
