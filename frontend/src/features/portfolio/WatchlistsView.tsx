/** Lists of coins that are watched, in their own order. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { refreshPortfolios } from '@/api/portfolio'
import { coinsQuery } from '@/api/queries'
import { changeWatchlist, createWatchlist, deleteWatchlist, watchlistsQuery, type Watchlist } from '@/api/watchlists'
import { Change, CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Failed, Loading } from '@/ui/states'
import { showToast } from '@/ui/Toast'
import { formatPrice, priceDecimals } from '@/lib/format'
import type { Names } from '@/api/coinNames'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function useChange() {
  const client = useQueryClient()
  return (work: () => Promise<unknown>) =>
    void work()
      .then(() => refreshPortfolios(client))
      .catch((error: unknown) => showToast(messageOf(error), true))
}

interface LineProps {
  coinId: string
  names: Names
  onUp: (() => void) | undefined
  onDown: (() => void) | undefined
  onRemove: () => void
}

function Line({ coinId, names, onUp, onDown, onRemove }: LineProps) {
  const coin = names.coin(coinId)
  const name = names.name(coinId)
  return (
    <li className="line" data-coin={coinId}>
      <CoinIcon symbol={names.symbol(coinId)} />
      <span className="grow">
        <CoinLink id={coinId} className="b">
          {name}
        </CoinLink>{' '}
        <span className="t3">{names.symbol(coinId)}</span>
      </span>
      <span className="num px">
        {coin?.price ? formatPrice(coin.price, priceDecimals(coin.tick, coin.price)) : '—'}
      </span>
      <span className="num min-w-20">
        <Change percent={coin?.change_24h_percent} />
      </span>
      <button type="button" className="icb" aria-label={`Move ${name} up`} disabled={!onUp} onClick={onUp}>
        <ArrowUp className="i s" aria-hidden />
      </button>
      <button type="button" className="icb" aria-label={`Move ${name} down`} disabled={!onDown} onClick={onDown}>
        <ArrowDown className="i s" aria-hidden />
      </button>
      <button type="button" className="icb" aria-label={`Remove ${name}`} onClick={onRemove}>
        <X className="i s" aria-hidden />
      </button>
    </li>
  )
}

function moved(coins: string[], from: number, by: number): string[] {
  const next = [...coins]
  next.splice(from + by, 0, ...next.splice(from, 1))
  return next
}

function AddCoin({ list }: { list: Watchlist }) {
  const { data: coins = [] } = useQuery(coinsQuery)
  const change = useChange()
  const others = coins.filter(({ coin_id: id }) => !list.coins.includes(id))
  return (
    <label className="chip">
      <span className="sr">Add a coin to {list.name}</span>
      <select
        value=""
        onChange={({ target }) =>
          change(() => changeWatchlist(list.watchlist_id, { coins: [...list.coins, target.value] }))
        }
      >
        <option value="">Add a coin</option>
        {others.map((coin) => (
          <option key={coin.coin_id} value={coin.coin_id}>
            {coin.name}
          </option>
        ))}
      </select>
    </label>
  )
}

function List({ list, names }: { list: Watchlist; names: Names }) {
  const change = useChange()
  const set = (coins: string[]) => change(() => changeWatchlist(list.watchlist_id, { coins }))
  const last = list.coins.length - 1
  return (
    <section className="card" aria-label={list.name}>
      <div className="hd flex-wrap">
        <h2 className="grow">{list.name}</h2>
        <AddCoin list={list} />
        {!list.default && (
          <button
            type="button"
            className="btn small"
            aria-label={`Delete ${list.name}`}
            onClick={() => change(() => deleteWatchlist(list.watchlist_id))}
          >
            Delete
          </button>
        )}
      </div>
      {list.coins.length === 0 && <p className="line t2">No coin yet.</p>}
      <ul>
        {list.coins.map((coinId, at) => (
          <Line
            key={coinId}
            coinId={coinId}
            names={names}
            onUp={at > 0 ? () => set(moved(list.coins, at, -1)) : undefined}
            onDown={at < last ? () => set(moved(list.coins, at, 1)) : undefined}
            onRemove={() => set(list.coins.filter((other) => other !== coinId))}
          />
        ))}
      </ul>
    </section>
  )
}

function NewList() {
  const [name, setName] = useState('')
  const change = useChange()
  return (
    <form
      className="row flex-wrap"
      aria-label="New watchlist"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '') return
        change(() => createWatchlist({ name: name.trim(), coins: [] }).then(() => setName('')))
      }}
    >
      <span className="search filter">
        <input
          aria-label="Name of a new watchlist"
          placeholder="New watchlist"
          maxLength={64}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </span>
      <button type="submit" className="btn">
        Create
      </button>
    </form>
  )
}

export function WatchlistsView({ names }: { names: Names }) {
  const { data: lists, error, refetch } = useQuery(watchlistsQuery)
  if (error && !lists) return <Failed what="The watchlists" error={error} retry={() => void refetch()} />
  if (!lists) return <Loading what="watchlists" rows={3} />
  return (
    <div className="stack">
      <NewList />
      {lists.map((list) => (
        <List key={list.watchlist_id} list={list} names={names} />
      ))}
    </div>
  )
}
