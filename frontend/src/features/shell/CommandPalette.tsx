/** Ctrl K: coins, pages, actions. A combobox over a list: arrows choose, Enter opens, Ctrl Enter a new tab. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { formatCoinPrice } from '@/lib/format'
import { preferredView } from '@/lib/preferences'
import { Dialog } from '@/ui/Dialog'
import { CoinIcon } from '@/ui/badges'
import { matchingCoins } from '@/lib/matchingCoins'
import { fixedHits, type Hit } from './paletteHits'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  onShortcuts: () => void
}

function useHits(query: string, onShortcuts: () => void): Hit[] {
  const coins = useQuery(coinsQuery).data ?? []
  const navigate = useNavigate()
  const router = useRouter()
  const coinHit = (coin: Coin): Hit => ({
    key: coin.coin_id,
    icon: <CoinIcon symbol={coin.symbol} />,
    title: coin.name,
    detail: coin.price ? `${coin.symbol} · ${formatCoinPrice(coin.price, coin)}` : coin.symbol,
    href: router.buildLocation({ to: '/coins/$id', params: { id: coin.coin_id }, search: preferredView() }).href,
    run: () => void navigate({ to: '/coins/$id', params: { id: coin.coin_id }, search: preferredView() }),
  })
  const wanted = query.trim().toLowerCase()
  return [
    ...matchingCoins(coins, query, 8).map(coinHit),
    ...fixedHits(navigate, onShortcuts).filter((hit) => hit.title.toLowerCase().includes(wanted)),
  ]
}

function Row({ hit, selected, onRun }: { hit: Hit; selected: boolean; onRun: () => void }) {
  return (
    <div id={`hit-${hit.key}`} className="hit" role="option" aria-selected={selected} onClick={onRun}>
      {hit.icon}
      <span className="grow">
        {hit.title} <span className="t3 sm">{hit.detail}</span>
      </span>
      {hit.hint && <span className="kbd">{hit.hint}</span>}
    </div>
  )
}

function Query({
  query,
  selected,
  onKeyDown,
  onQuery,
}: {
  query: string
  selected: Hit | undefined
  onKeyDown: (event: React.KeyboardEvent) => void
  onQuery: (query: string) => void
}) {
  return (
    <div className="row border-b border-border py-3 pr-14 pl-4 text-[15px]">
      <Search className="i" aria-hidden />
      <input
        className="grow bg-transparent outline-none"
        placeholder="Search coins, pages, actions"
        autoFocus
        value={query}
        role="combobox"
        aria-label="Search coins, pages, actions"
        aria-expanded="true"
        aria-controls="hits"
        aria-activedescendant={selected && `hit-${selected.key}`}
        onKeyDown={onKeyDown}
        onChange={(event) => onQuery(event.target.value)}
      />
    </div>
  )
}

function useChosen(hits: Hit[], run: (hit: Hit | undefined, newTab?: boolean) => void) {
  const [at, setAt] = useState(0)
  const last = Math.min(at, hits.length - 1)
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((last + step + hits.length) % Math.max(1, hits.length))
    } else if (event.key === 'Enter') run(hits[last], event.ctrlKey || event.metaKey)
  }
  return { selected: hits[last], onKeyDown, begin: () => setAt(0) }
}

function PaletteBody({ close, onShortcuts }: { close: () => void; onShortcuts: () => void }) {
  const [query, setQuery] = useState('')
  const hits = useHits(query, onShortcuts)
  const run = (hit: Hit | undefined, newTab = false) => {
    if (!hit) return
    close()
    if (newTab && hit.href) window.open(hit.href, '_blank', 'noopener')
    else hit.run()
  }
  const { selected, onKeyDown, begin } = useChosen(hits, run)
  const onQuery = (text: string) => {
    setQuery(text)
    begin()
  }
  return (
    <>
      <Query query={query} selected={selected} onKeyDown={onKeyDown} onQuery={onQuery} />
      <div id="hits" role="listbox" aria-label="Results">
        {hits.map((hit) => (
          <Row key={hit.key} hit={hit} selected={hit === selected} onRun={() => run(hit)} />
        ))}
      </div>
      {hits.length === 0 && <p className="p-4 t2">Nothing matches “{query}”.</p>}
      <div className="row t3 sm border-t border-border px-4 py-2">
        <span className="kbd">↑</span> <span className="kbd">↓</span> choose <span className="kbd">Enter</span> open{' '}
        <span className="kbd">Ctrl Enter</span> new tab <span className="kbd">Esc</span> close
      </div>
    </>
  )
}

export function CommandPalette({ open, onOpenChange, onShortcuts }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Search" hideTitle>
      <PaletteBody close={() => onOpenChange(false)} onShortcuts={onShortcuts} />
    </Dialog>
  )
}
