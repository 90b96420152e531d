/** Which coin the blocks about one coin are about: a native select that looks like a chip. */
import { ChevronDown } from 'lucide-react'
import type { Coin } from '@/api/types'
import { CoinIcon } from '@/ui/badges'
import { findCoin } from './choices'

interface Props {
  coins: readonly Coin[]
  coinId: string
  onChange: (coinId: string) => void
}

export function CoinSelect({ coins, coinId, onChange }: Props) {
  const chosen = findCoin(coins, coinId)
  return (
    <label className="chip on coin-chip">
      <CoinIcon symbol={chosen?.symbol ?? coinId.toUpperCase()} />
      <span className="sr">Coin</span>
      <select value={chosen?.coin_id ?? coinId} onChange={(event) => onChange(event.target.value)}>
        {!chosen && <option value={coinId}>{coinId}</option>}
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
