/** What is known of one coin: from the catalogue, from REST, and newest from the stream. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { coinQuery, priceQuery } from '@/api/queries'
import type { Coin, Price } from '@/api/types'
import { decimalsFor, decimalsOfTick } from '@/lib/format'
import { OPEN_COIN_PAINT_MS, setPaintInterval } from '@/stream/stream'
import { usePrice } from '@/stream/useStream'

export interface CoinState {
  coin: Coin | undefined
  price: Price | undefined
  decimals: number | undefined
  error: Error | null
  refetch: () => void
}

function newer(live: Price | undefined, asked: Price | undefined): Price | undefined {
  return live && (live.as_of ?? '') >= (asked?.as_of ?? '') ? live : asked
}

/** One coin, one number of decimals: that of its tick, else of the price it came with. */
function decimalsOf(coin: Coin | undefined, price: Price | undefined): number | undefined {
  if (coin?.tick) return decimalsOfTick(coin.tick)
  const size = coin?.price ?? price?.price
  return size == null ? undefined : decimalsFor(size)
}

export function useCoin(id: string): CoinState {
  const coin = useQuery(coinQuery(id))
  const asked = useQuery(priceQuery(id))
  const live = usePrice(coin.data?.coin_id ?? id)
  useEffect(() => {
    setPaintInterval(OPEN_COIN_PAINT_MS)
    return () => setPaintInterval(null)
  }, [])
  const price = newer(live, asked.data)
  const decimals = decimalsOf(coin.data, price)
  return { coin: coin.data, price, decimals, error: coin.error, refetch: () => void coin.refetch() }
}
