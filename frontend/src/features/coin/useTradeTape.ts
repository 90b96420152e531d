/** The trades of a coin, from REST and then from the stream; `held` keeps new ones out of the list. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { recentTradesQuery, tradesQuery } from '@/api/queries'
import type { Trade } from '@/api/types'
import type { TradeItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { isLarge, largeOf, limitOf, MOST_SUMMED, ownLimit } from './largeTrades'
import { addTrades, MOST_LISTED, takeTrades, type TradeTape } from './tradeTape'

const EMPTY: TradeTape = { shown: [], waiting: [] }
const NONE: Trade[] = []

type Keep = (trade: Trade) => boolean

interface Live {
  coinId: string
  held: boolean
  keep: Keep
  most: number
  onGap: () => void
}

/** What the stream brings and `keep` takes; painted every 100 ms at most. */
function useLiveTrades({ coinId, held, keep, most, onGap }: Live): TradeTape {
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
        return idle ? old : takeTrades(old, news, heldNow.current, most)
      })
    }, OPEN_COIN_PAINT_MS)
    return () => clearInterval(timer)
  }, [most])
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
  const { shown: taped, waiting } = useLiveTrades({ coinId, held, keep: all, most: MOST_LISTED, onGap: retry })
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
export function useLargeTape(coinId: string, held: boolean, { usd: limit }: LargeLimit, setting: string) {
  const { data = NONE, isPending, error, refetch } = useQuery(recentTradesQuery(coinId))
  const retry = () => void refetch()
  // Without a limit yet all are kept, as those without a rate are: whether they are large is told later.
  const keep: Keep = (trade) => limit === null || trade.quote_usd === null || isLarge(trade, limit)
  const { shown: taped, waiting } = useLiveTrades({ coinId, held, keep, most: MOST_SUMMED, onGap: retry })
  // What was not large under the old limit was not kept: the last trades are read again.
  const readFor = useRef(setting)
  useEffect(() => {
    if (readFor.current === setting) return
    readFor.current = setting
    void refetch()
  }, [setting, refetch])
  const found = useMemo(() => {
    const isKept: Keep = (trade) => trade.quote_usd === null || isLarge(trade, limit)
    return largeOf(addTrades(taped.filter(isKept), data.filter(isKept), MOST_SUMMED), data, limit)
  }, [taped, data, limit])
  const waitingLarge = waiting.filter((trade) => isLarge(trade, limit))
  return { ...found, waiting: waitingLarge, looked: data.length, isPending, error, refetch: retry }
}
