/** The coin that a link names. Pure. */

interface Named {
  coin_id: string
  symbol: string
}

/** By its id, else by its symbol in any case. */
export function findCoin<T extends Named>(coins: readonly T[], name: string): T | undefined {
  const wanted = name.toLowerCase()
  return coins.find(({ coin_id: id }) => id === wanted) ?? coins.find(({ symbol }) => symbol.toLowerCase() === wanted)
}
