/** "Did you mean": the coin whose name or symbol needs the fewest edits. Pure. */

export function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

export function nearest<T extends { name: string; symbol: string }>(query: string, coins: readonly T[]): T | null {
  const wanted = query.trim().toLowerCase()
  let best: T | null = null
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const coin of coins) {
    const edits = Math.min(distance(wanted, coin.name.toLowerCase()), distance(wanted, coin.symbol.toLowerCase()))
    if (edits < least) [best, least] = [coin, edits]
  }
  return best
}
