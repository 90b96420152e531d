/** The preference "Coin to begin with": a coin chosen by its name or symbol. */
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { usePreferences } from '@/lib/preferences'
import { afterPress } from '@/lib/press'
import { describedBy, FieldNote } from '@/ui/form/FieldNote'

const titleOf = (coin: Coin): string => `${coin.name} (${coin.symbol})`

/** The coin with this title, name, symbol or id, in any case. Pure. */
export function findCoin(coins: readonly Coin[], text: string): Coin | undefined {
  const wanted = text.trim().toLowerCase()
  return coins.find((coin) =>
    [titleOf(coin), coin.name, coin.symbol, coin.coin_id].some((name) => name.toLowerCase() === wanted),
  )
}

export function DefaultCoin() {
  const id = useId()
  const coins = useQuery(coinsQuery).data ?? []
  const chosen = usePreferences((preferences) => preferences.default_coin)
  const [typed, setTyped] = useState<string | null>(null)
  const known = coins.find((coin) => coin.coin_id === chosen)
  const shown = typed ?? (known ? titleOf(known) : chosen)
  const wrong = typed !== null && !findCoin(coins, typed)
  const note = { id, error: wrong ? 'No coin is called that. Choose one of the list.' : undefined }
  const choose = (text: string): void => {
    const coin = findCoin(coins, text)
    setTyped(coin ? null : text)
    if (coin) usePreferences.setState({ default_coin: coin.coin_id })
  }
  return (
    <div className="field">
      <span className="input">
        <input
          aria-label="Coin to begin with"
          list={`${id}-coins`}
          value={shown}
          aria-invalid={wrong || undefined}
          aria-describedby={describedBy(note)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
          onInput={(event) => {
            if (coins.some((coin) => titleOf(coin) === event.currentTarget.value)) choose(event.currentTarget.value)
          }}
          onBlur={({ target }) => afterPress(() => choose(target.value))}
        />
      </span>
      <datalist id={`${id}-coins`}>
        {coins.map((coin) => (
          <option key={coin.coin_id} value={titleOf(coin)} />
        ))}
      </datalist>
      <FieldNote {...note} />
    </div>
  )
}
