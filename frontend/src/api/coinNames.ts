/** Names and symbols of coins, by id. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { coinsQuery } from './queries'
import type { Coin } from './types'

export interface Names {
  coin: (id: string) => Coin | undefined
  name: (id: string) => string
  symbol: (id: string) => string
}

export function useNames(): Names {
  const { data: coins } = useQuery(coinsQuery)
  return useMemo(() => {
    const byId = new Map((coins ?? []).map((coin) => [coin.coin_id, coin]))
    return {
      coin: (id) => byId.get(id),
      name: (id) => byId.get(id)?.name ?? id,
      symbol: (id) => byId.get(id)?.symbol ?? id.toUpperCase(),
    }
  }, [coins])
}

/** What amounts of a portfolio are written with: `USD`, or the symbol of its coin. */
export const currencyOf = (base: string, { symbol }: Names): string => (base === 'USD' ? base : symbol(base))
