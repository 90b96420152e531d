/** The spreads of several coins, one answer each, and the standard fees that they were counted with. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { spreadsQuery, type Spreads } from '@/api/exchanges'
import { bestOf, sortedCoins, type CoinSpread } from './spreads'
import { formatFees, type Fees } from './fees'
import { useCurrentSpreads } from './useCurrentSpreads'

interface Found {
  rows: CoinSpread[]
  /** How many coins have not answered yet, and the first error of those that failed, also after an answer. */
  pending: number
  error: Error | null
  ageLimitMs: number | null
  /** Fees by exchange as the answers say them. */
  counted: Fees
  retry: () => void
}

function countedFees(answers: readonly Spreads[]): Fees {
  const legs = answers.flatMap(({ items }) => items.flatMap(({ buy_leg, sell_leg }) => [buy_leg, sell_leg]))
  return Object.fromEntries(legs.map(({ venue, fee_bp }) => [venue, fee_bp]))
}

export function useCoinSpreads(coins: readonly string[], fees: Fees): Found {
  const text = formatFees(fees)
  const { data, ...state } = useQueries({
    queries: coins.map((coin) => spreadsQuery(coin, text)),
    combine: (answers) => ({
      data: answers.flatMap((answer) => (answer.data ? [answer.data] : [])),
      pending: answers.filter(({ isPending }) => isPending).length,
      error: answers.find(({ error }) => error)?.error ?? null,
      retry: () => answers.filter(({ error }) => error).forEach((answer) => void answer.refetch()),
    }),
  })
  const current = useCurrentSpreads(data)
  const rows = useMemo(
    () => sortedCoins(current.map(({ coin_id: coin, items }) => ({ coin, best: bestOf(items) }))),
    [current],
  )
  return { ...state, rows, ageLimitMs: data[0]?.age_limit_ms ?? null, counted: countedFees(data) }
}
