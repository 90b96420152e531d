/** Which coin the page is about: a native select that looks like a chip, with the coin's icon. */
import { ChevronDown } from 'lucide-react'
import type { Coin } from '@/api/types'
import { CoinIcon } from '@/ui/badges'

interface Props {
  coins: readonly Coin[]
  coinId: string
  /** The value of a first choice that stands for all of them. */
  all?: string | undefined
  onChange: (coinId: string) => void
}

export function CoinSelect({ coins, coinId, all, onChange }: Props) {
  const chosen = coins.find((coin) => coin.coin_id === coinId)
  return (
    <label className="chip on coin-chip">
      {coinId !== all && <CoinIcon symbol={chosen?.symbol ?? coinId.toUpperCase()} />}
      <span className="sr">Coin</span>
      <select value={coinId} onChange={(event) => onChange(event.target.value)}>
        {all !== undefined && <option value={all}>All coins</option>}
        {!chosen && coinId !== all && <option value={coinId}>{coinId}</option>}
        {coins.map((coin) => (
          <option key={coin.coin_id} value={coin.coin_id}>
            {coin.name}
          </option>
        ))}
      </select>
      <ChevronDown className="i s" aria-hidden />
    </label>
  )
}
