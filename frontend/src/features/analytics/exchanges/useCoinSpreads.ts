/** The spreads of several coins, one answer each, and the standard fees that they were counted with. */
import { useQueries } from '@tanstack/react-query'
import { spreadsQuery, type Spreads } from '@/api/exchanges'
import { bestOf, sortedCoins, type CoinSpread } from './spreads'
import { formatFees, type Fees } from './fees'

interface Found {
  rows: CoinSpread[]
  /** How many coins have not answered yet, and the first error of those that failed. */
  pending: number
  error: Error | null
  ageLimitMs: number | null
  asOf: string | null
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
  return useQueries({
    queries: coins.map((coin) => spreadsQuery(coin, text)),
    combine: (answers) => {
      const data = answers.flatMap((answer) => (answer.data ? [answer.data] : []))
      return {
        rows: sortedCoins(data.map(({ coin_id: coin, items }) => ({ coin, best: bestOf(items) }))),
        pending: answers.filter(({ isPending }) => isPending).length,
        error: answers.find(({ error, data: known }) => error && !known)?.error ?? null,
        ageLimitMs: data[0]?.age_limit_ms ?? null,
        asOf:
          data
            .map(({ as_of: at }) => at)
            .sort()
            .at(-1) ?? null,
        counted: countedFees(data),
        retry: () => answers.filter(({ error }) => error).forEach((answer) => void answer.refetch()),
      }
    },
  })
}
