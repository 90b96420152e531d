/**
 * A field for a coin, by name or symbol: a combobox. The coins that match are listed below while one types; arrows
 * choose, Enter takes, Esc closes the list. What is typed stays when nothing is taken: it may be a currency.
 */
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useFormContext, useWatch, type RegisterOptions } from 'react-hook-form'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { matchingCoins } from '@/lib/matchingCoins'
import { afterPress } from '@/lib/press'
import { CoinIcon } from '../badges'
import { describedBy, FieldNote } from './FieldNote'

const SHOWN = 6

interface Props {
  name: string
  label: string
  help?: string
  autoFocus?: boolean
  rules?: RegisterOptions
}

function Option({ coin, id, selected, onTake }: { coin: Coin; id: string; selected: boolean; onTake: () => void }) {
  return (
    // The press must not take the focus from the input, which would close the list before the click.
    <div
      id={id}
      role="option"
      aria-selected={selected}
      className="hit"
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <CoinIcon symbol={coin.symbol} />
      <span className="grow">{coin.name}</span>
      <span className="t3 sm">{coin.symbol}</span>
    </div>
  )
}

/** Which coins are listed, which of them is chosen, and what a key does. */
function useList(text: string, onTake: (coin: Coin) => void) {
  const coins = useQuery(coinsQuery).data ?? []
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const found = open && text.trim() !== '' ? matchingCoins(coins, text, SHOWN) : []
  const close = () => {
    setOpen(false)
    setAt(-1)
  }
  const take = (coin: Coin) => {
    onTake(coin)
    close()
  }
  const step = (by: number) => {
    setOpen(true)
    if (found.length > 0) setAt((Math.max(at, by > 0 ? -1 : 0) + by + found.length) % found.length)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const chosen = found[at]
    const act = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: chosen && (() => take(chosen)),
      Escape: found.length > 0 ? close : undefined,
    }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const onType = () => {
    setOpen(true)
    setAt(-1)
  }
  return { found, at, take, close, onKeyDown, onType }
}

/** What the text stands for, where that is another word than the text. */
function useMeaning(text: string): string | undefined {
  const wanted = text.trim().toLowerCase()
  const coin = (useQuery(coinsQuery).data ?? []).find(
    ({ coin_id, symbol }) => coin_id === wanted || symbol.toLowerCase() === wanted,
  )
  return coin && `${coin.name} (${coin.symbol})`
}

interface OptionsProps {
  id: string
  label: string
  list: ReturnType<typeof useList>
}

function Options({ id, label, list }: OptionsProps) {
  const { found, at, take } = list
  return (
    <div id={`${id}-list`} role="listbox" aria-label={label} className="options" hidden={found.length === 0}>
      {found.map((coin, index) => (
        <Option
          key={coin.coin_id}
          id={`${id}-${index}`}
          coin={coin}
          selected={index === at}
          onTake={() => take(coin)}
        />
      ))}
    </div>
  )
}

const comboOf = (id: string, { found, at }: ReturnType<typeof useList>) =>
  ({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': found.length > 0,
    'aria-controls': `${id}-list`,
    'aria-activedescendant': found[at] && `${id}-${at}`,
    'data-owns-escape': found.length > 0 || undefined,
  }) as const

export function CoinField({ name, label, help, autoFocus, rules }: Props) {
  const { register, getFieldState, formState, setValue } = useFormContext()
  const id = useId()
  const text = (useWatch({ name }) as string | undefined) ?? ''
  const list = useList(text, (coin) => setValue(name, coin.symbol, { shouldDirty: true, shouldValidate: true }))
  const error = getFieldState(name, formState).error?.message
  const note = { id, help: useMeaning(text) ?? help, error }
  const { onBlur, onChange, ...registered } = register(name, rules)
  const type = (event: React.ChangeEvent) => {
    list.onType()
    void onChange(event)
  }
  const leave = (event: React.FocusEvent) => {
    list.close()
    afterPress(() => void onBlur(event))
  }
  return (
    <div className="field combo">
      <label htmlFor={id}>{label}</label>
      <span className="input">
        <input
          id={id}
          {...comboOf(id, list)}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(note)}
          autoComplete="off"
          maxLength={64}
          autoFocus={autoFocus}
          {...registered}
          onKeyDown={list.onKeyDown}
          onChange={type}
          onBlur={leave}
        />
      </span>
      <Options id={id} label={`Coins for ${label}`} list={list} />
      <FieldNote {...note} />
    </div>
  )
}
