/** A portfolio's figures: read once, then kept up by the stream, price by price. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { portfolioQuery, type Portfolio } from '@/api/portfolio'
import { useChannel } from '@/stream/useStream'

/** As the stream has it: the wallets are left out there. */
type Valuation = Omit<Portfolio, 'assets'> & { assets: Omit<Portfolio['assets'][number], 'wallets'>[] }

/** The newer figures with the wallets known before; undefined where the ledger itself is another one by now. */
export function withWallets(before: Portfolio, valuation: Valuation): Portfolio | undefined {
  const wallets = new Map(before.assets.map(({ coin_id, quantity, wallets }) => [coin_id, { quantity, wallets }]))
  const assets = valuation.assets.map((asset) => {
    const known = wallets.get(asset.coin_id)
    return known?.quantity === asset.quantity ? { ...asset, wallets: known.wallets } : undefined
  })
  if (assets.length !== before.assets.length || assets.includes(undefined)) return undefined
  return { ...valuation, assets: assets.filter((asset) => asset !== undefined) }
}

export function useLivePortfolio(id: string) {
  const client = useQueryClient()
  const query = portfolioQuery(id)
  const answer = useQuery(query)
  useChannel(`portfolio:${id}`, ({ data }) => {
    const before = client.getQueryData(query.queryKey)
    if (!before) return
    const newer = withWallets(before, data as Valuation)
    if (newer) client.setQueryData(query.queryKey, newer)
    else void client.invalidateQueries({ queryKey: query.queryKey })
  })
  return answer
}
