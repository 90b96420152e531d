/** The coins that match a query: same symbol first, then beginnings, then anywhere in the name. Pure. */

interface Named {
  name: string
  symbol: string
}

function rank(coin: Named, query: string): number {
  const [name, symbol] = [coin.name.toLowerCase(), coin.symbol.toLowerCase()]
  if (symbol === query) return 0
  if (name.startsWith(query) || symbol.startsWith(query)) return 1
  return name.includes(query) ? 2 : 3
}

export function matchingCoins<T extends Named>(coins: readonly T[], query: string, limit: number): T[] {
  const wanted = query.trim().toLowerCase()
  const ranked = coins.map((coin) => ({ coin, rank: wanted ? rank(coin, wanted) : 2 }))
  return ranked
    .filter((one) => one.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((one) => one.coin)
}
