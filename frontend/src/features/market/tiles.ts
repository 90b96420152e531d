/** How the market's tiles are sized and coloured. Pure. */

/** No tile is smaller than this share of the area, so that its words can be read. */
const LEAST_SHARE = 0.009

export interface Weighted {
  coin_id: string
  volume_24h: string | null
}

/** Coins with their weights, largest first: the volume, or the least share where it is smaller or not known. */
export function weighted<T extends Weighted>(coins: readonly T[]): { coin: T; weight: number }[] {
  const total = coins.reduce((all, { volume_24h }) => all + Number(volume_24h ?? 0), 0) || 1
  return coins
    .map((coin) => ({ coin, weight: Math.max(Number(coin.volume_24h ?? 0), total * LEAST_SHARE) }))
    .toSorted((a, b) => b.weight - a.weight)
}

/** In steps, so that the strength of a colour can be told: 0 for hardly any change, to 3. */
export function strengthOf(percent: string): 0 | 1 | 2 | 3 {
  const size = Math.abs(Number(percent))
  if (size < 0.5) return 0
  return size < 2 ? 1 : size < 5 ? 2 : 3
}
