import type { CoinSearch } from './search'
interface Props {
  id: string
  search: CoinSearch
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
  onCoin: (id: string, replace: boolean) => void
  onMarket: () => void
}
export function CoinPage({ id }: Props) {
  return <p>{id}</p>
}
