/** Which coins are compared, and in which order. Pure. */
import type { Sentiment } from '@/api/sentiment'
import type { Coin } from '@/api/types'

/** The service compares no more at once. */
export const MOST_COMPARED = 20
const LARGEST = 8

/** Those that are asked for; without any the largest ones. */
export function comparedCoins(coins: readonly Coin[], asked: readonly string[]): string[] {
  const chosen = asked.length > 0 ? asked : coins.slice(0, LARGEST).map(({ coin_id: id }) => id)
  return chosen.slice(0, MOST_COMPARED)
}

/** The highest first, without a score last; of equal ones that with more stories. */
export function byScore(rows: readonly Sentiment[]): Sentiment[] {
  return rows.toSorted((a, b) => {
    if (a.score === null || b.score === null) return Number(a.score === null) - Number(b.score === null)
    return Number(b.score) - Number(a.score) || b.stories - a.stories
  })
}
