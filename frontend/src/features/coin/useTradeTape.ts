/** The trades of a coin, from REST and then from the stream; `paused` keeps new ones out of the list. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { tradesQuery } from '@/api/queries'
import type { Trade } from '@/api/types'
import type { TradeItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { addTrades, takeTrades, type TradeTape } from './tradeTape'

const EMPTY: TradeTape = { shown: [], waiting: [] }

export function useTradeTape(coinId: string, paused: boolean) {
  const fetched = useQuery(tradesQuery(coinId))
  const [tape, setTape] = useState(EMPTY)
  const arrived = useRef<Trade[]>([])
  const pausedNow = useRef(paused)
  useEffect(() => {
    pausedNow.current = paused
  }, [paused])
  useEffect(() => {
    const timer = setInterval(() => {
      const news = arrived.current
      arrived.current = []
      setTape((old) => {
        const idle = news.length === 0 && (pausedNow.current || old.waiting.length === 0)
        return idle ? old : takeTrades(old, news, pausedNow.current)
      })
    }, OPEN_COIN_PAINT_MS)
    return () => clearInterval(timer)
  }, [])
  const refetch = () => void fetched.refetch()
  useChannel(
    `trades:${coinId}`,
    ({ data }) => {
      arrived.current.push(...itemsOf<TradeItem>(data))
    },
    refetch,
  )
  const { shown: taped, waiting } = tape
  const shown = useMemo(() => addTrades(taped, fetched.data ?? []), [taped, fetched.data])
  return { shown, waiting, isPending: fetched.isPending, error: fetched.error, refetch }
}
