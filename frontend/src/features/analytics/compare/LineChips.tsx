/** The compared coins by name: each can be taken away, another one added. */
import { X } from 'lucide-react'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { lookOf } from '../chart/lines'
import { MOST_LINES } from '../choices'
import type { OnSearch } from '../search'

interface Props {
  coins: readonly Coin[]
  names: Names
  onSearch: OnSearch
  chosen: readonly string[]
}

export function LineChips({ coins, chosen, names, onSearch }: Props) {
  const choose = (next: readonly string[]) => onSearch({ coins: next.join(',') || undefined }, false)
  const others = coins.filter(({ coin_id: id }) => !chosen.includes(id))
  return (
    <>
      {chosen.map((coin, index) => {
        const { colour, dashed } = lookOf(index)
        return (
          <span key={coin} className="chip line-chip">
            <i className={`sw line-${colour} ${dashed ? 'dashed' : ''}`} aria-hidden="true" />
            {names.symbol(coin)}
            {chosen.length > 1 && (
              <button
                type="button"
                aria-label={`Leave out ${names.name(coin)}`}
                title="Leave out"
                onClick={() => choose(chosen.filter((one) => one !== coin))}
              >
                <X className="i s" aria-hidden />
              </button>
            )}
          </span>
        )
      })}
      {chosen.length < MOST_LINES && others.length > 0 && (
        <label className="chip">
          <span className="sr">Add a coin</span>
          <select value="" onChange={(event) => choose([...chosen, event.target.value])}>
            <option value="">+ Coin</option>
            {others.map((coin) => (
              <option key={coin.coin_id} value={coin.coin_id}>
                {coin.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}
