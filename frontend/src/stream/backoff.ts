/** How long to wait before a try: doubled each time up to a cap, then a random point in its upper half. Pure. */

const FIRST_MS = 500
const LONGEST_MS = 15_000

export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1))
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}
