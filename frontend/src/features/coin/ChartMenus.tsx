/** The chart's menus: the coins that are compared, exports. */
import { GitCompareArrows, Image, Table2, Upload } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { DropdownMenu, Popover } from 'radix-ui'
import { useState } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { MOST_COMPARED } from './compared'

interface CompareProps {
  /** The coin of the page. */
  coinId: string
  compared: readonly string[]
  onChange: (ids: string[]) => void
}

const MOST_LISTED = 60

/** The chosen ones first, then those that match by name or symbol. */
function listed(coins: readonly Coin[], { coinId, compared }: CompareProps, text: string): Coin[] {
  const wanted = text.trim().toLowerCase()
  const others = coins.filter(({ coin_id }) => coin_id !== coinId)
  const chosen = compared.flatMap((id) => others.find(({ coin_id }) => coin_id === id) ?? [])
  const found = others.filter(
    (coin) => !chosen.includes(coin) && `${coin.name} ${coin.symbol}`.toLowerCase().includes(wanted),
  )
  return [...chosen, ...found].slice(0, MOST_LISTED)
}

function CoinChoices(props: CompareProps) {
  const { compared, onChange } = props
  const coins = useQuery(coinsQuery).data ?? []
  const [text, setText] = useState('')
  const full = compared.length >= MOST_COMPARED
  return (
    <>
      <label className="search mb-1">
        <input
          type="text"
          aria-label="Filter the coins"
          placeholder="Name or symbol"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className="title">{full ? 'Five at most: take one away first.' : 'In per cent of each at the left edge.'}</p>
      <div className="menu-scroll">
        {listed(coins, props, text).map(({ coin_id: id, name, symbol }) => {
          const on = compared.includes(id)
          const toggle = () => onChange(on ? compared.filter((one) => one !== id) : [...compared, id])
          return (
            <label key={id} className="item">
              <input type="checkbox" checked={on} disabled={!on && full} onChange={toggle} />
              <span className="grow">{name}</span>
              <span className="t3 sm">{symbol}</span>
            </label>
          )
        })}
      </div>
    </>
  )
}

export function CompareMenu(props: CompareProps) {
  const root = useOverlayRoot()
  const { length } = props.compared
  return (
    <Popover.Root>
      <Popover.Trigger
        className={length > 0 ? 'chip on' : 'chip'}
        aria-label="Compare with other coins"
        title="Compare with other coins"
      >
        <GitCompareArrows className="i s" aria-hidden /> <span className="max-[1560px]:hidden">Compare</span>
        {length > 0 && ` ${length}`}
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="start" sideOffset={6} aria-label="Compare with other coins">
          <CoinChoices {...props} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

export function Exports({ onCsv, onPng }: { onCsv: () => void; onPng: () => void }) {
  const root = useOverlayRoot()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icb" aria-label="Export" title="Export">
        <Upload className="i" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={root}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Item className="item" onSelect={onPng}>
            <Image className="i s" aria-hidden /> Picture, PNG
          </DropdownMenu.Item>
          <DropdownMenu.Item className="item" onSelect={onCsv}>
            <Table2 className="i s" aria-hidden /> Candles and indicators, CSV
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
