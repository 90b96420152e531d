/** The button that says how many coins are shown, and the list to choose them from. */
import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import type { Coin } from '@/api/types'
import { matchingCoins } from '@/lib/matchingCoins'
import { CoinIcon } from '@/ui/badges'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { MOST_COINS } from './choices'

interface Props {
  coins: readonly Coin[]
  chosen: readonly string[]
  /** Undefined: the largest again. */
  onChange: (coins: string[] | undefined) => void
  most?: number
}

interface ListProps extends Props {
  most: number
}

function List({ coins, chosen, onChange, most }: ListProps) {
  const [text, setText] = useState('')
  const shown = text.trim() === '' ? coins : matchingCoins([...coins], text, coins.length)
  const full = chosen.length >= most
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <>
      <input
        className="menu-filter"
        aria-label="Find a coin"
        placeholder="Find a coin"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="coin-checks" role="group" aria-label="Coins">
        {shown.map(({ coin_id: id, name, symbol }) => {
          const on = chosen.includes(id)
          // The last one stays: of no coin there is nothing to show.
          const locked = on ? chosen.length === 1 : full
          return (
            <label key={id} className="item">
              <input type="checkbox" checked={on} disabled={locked} onChange={() => toggle(id)} />
              <CoinIcon symbol={symbol} />
              <span className="grow">{name}</span>
              <span className="t3 sm">{symbol}</span>
            </label>
          )
        })}
        {shown.length === 0 && <p className="t3 sm p-2">No coin matches “{text}”.</p>}
      </div>
      <div className="row p-2">
        <span className="t3 sm grow">
          {chosen.length} of at most {most}
        </span>
        <button type="button" className="btn small" onClick={() => onChange(undefined)}>
          The largest
        </button>
      </div>
    </>
  )
}

/** Of coins that are not known yet none is chosen, nor left out. */
const countText = ({ coins, chosen: { length } }: Props): string =>
  coins.length === 0 ? 'Coins' : length === 1 ? '1 coin' : `${length} coins`

export function CoinsPopover({ most = MOST_COINS, ...props }: Props) {
  const root = useOverlayRoot()
  return (
    <Popover.Root>
      <Popover.Trigger className="chip" disabled={props.coins.length === 0}>
        {countText(props)} <ChevronDown className="i s" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu coins-menu" align="end" sideOffset={6} aria-label="Coins">
          <List {...props} most={most} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
