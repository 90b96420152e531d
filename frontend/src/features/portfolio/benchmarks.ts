/** What a portfolio's return can be compared with. Pure. */
import type { PortfolioSettings } from '@/api/portfolio'

export interface Benchmark {
  /** A coin's id, or a portfolio's. */
  value: string
  label: string
  note: string
}

const COIN = 'The same span in this coin alone.'
const COINS: Benchmark[] = [
  { value: 'bitcoin', label: 'Bitcoin', note: COIN },
  { value: 'ethereum', label: 'Ethereum', note: COIN },
]

/** Coins, then the other portfolios: only those of the same base currency can be compared. */
export function benchmarksOf(portfolios: readonly PortfolioSettings[], shown: PortfolioSettings): Benchmark[] {
  const others = portfolios.filter(
    (one) => one.portfolio_id !== shown.portfolio_id && one.base_currency === shown.base_currency,
  )
  const note = 'The time-weighted return of this portfolio over the same span.'
  return [...COINS, ...others.map(({ portfolio_id: value, name: label }) => ({ value, label, note }))]
}
