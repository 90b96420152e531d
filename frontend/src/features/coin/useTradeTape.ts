/** The trades of a coin, from REST and then from the stream; `held` keeps new ones out of the list. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { recentTradesQuery, tradesQuery } from '@/api/queries'
import type { Trade } from '@/api/types'
import type { TradeItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { limitOf, ownLimit, valueUsd } from './largeTrades'
import { addTrades, takeTrades, type TradeTape } from './tradeTape'

const EMPTY: TradeTape = { shown: [], waiting: [] }
const NONE: Trade[] = []

type Keep = (trade: Trade) => boolean

/** What the stream brings and `keep` takes; painted every 100 ms at most. */
function useLiveTrades(coinId: string, held: boolean, keep: Keep, onGap: () => void): TradeTape {
  const [tape, setTape] = useState(EMPTY)
  const arrived = useRef<Trade[]>([])
  const heldNow = useRef(held)
  useEffect(() => {
    heldNow.current = held
  }, [held])
  useEffect(() => {
    const timer = setInterval(() => {
      const news = arrived.current
      arrived.current = []
      setTape((old) => {
        const idle = news.length === 0 && (heldNow.current || old.waiting.length === 0)
        return idle ? old : takeTrades(old, news, heldNow.current)
      })
    }, OPEN_COIN_PAINT_MS)
    return () => clearInterval(timer)
  }, [])
  useChannel(
    `trades:${coinId}`,
    ({ data }) => {
      arrived.current.push(...itemsOf<TradeItem>(data).filter(keep))
    },
    onGap,
  )
  return tape
}

const all: Keep = () => true

export function useTradeTape(coinId: string, held: boolean) {
  const { data = NONE, isPending, error, refetch } = useQuery(tradesQuery(coinId))
  const retry = () => void refetch()
  const { shown: taped, waiting } = useLiveTrades(coinId, held, all, retry)
  const shown = useMemo(() => addTrades(taped, data), [taped, data])
  return { shown, waiting, isPending, error, refetch: retry }
}

export interface LargeLimit {
  /** US dollars; null while it is not known, or when there are too few trades to tell. */
  usd: number | null
  /** By the coin's own trades, not set by the reader. */
  own: boolean
}

export function useLargeLimit(coinId: string, setting: string): LargeLimit {
  const { data = NONE } = useQuery(recentTradesQuery(coinId))
  const own = useMemo(() => ownLimit(data), [data])
  const set = limitOf(setting)
  return { usd: set ?? own, own: set === null }
}

/** Trades worth at least `limit` US dollars, among the last thousand and those that come. */
export function useLargeTape(coinId: string, held: boolean, limit: number | null) {
  const { data = NONE, isPending, error, refetch } = useQuery(recentTradesQuery(coinId))
  const retry = () => void refetch()
  const isLarge: Keep = (trade) => limit !== null && (valueUsd(trade) ?? 0) >= limit
  const { shown: taped, waiting } = useLiveTrades(coinId, held, isLarge, retry)
  const shown = useMemo(
    () =>
      addTrades(
        taped,
        data.filter((trade) => limit !== null && (valueUsd(trade) ?? 0) >= limit),
      ),
    [taped, data, limit],
  )
  // Since the oldest trade that was looked at; a list that is full reaches back to its last one only.
  const since = data.at(-1)?.timestamp ?? shown.at(-1)?.timestamp ?? null
  return { shown, waiting, isPending, error, refetch: retry, since }
}
