/** The trades of a coin, from REST and then from the stream, held while the reader has scrolled away or paused. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { tradesQuery } from '@/api/queries'
import type { Trade } from '@/api/types'
import type { TradeItem } from '@/stream/items.gen'
import { itemsOf } from '@/stream/protocol'
import { OPEN_COIN_PAINT_MS } from '@/stream/stream'
import { useChannel } from '@/stream/useStream'
import { addTrades, take, type Tape } from './tape'

const EMPTY: Tape = { shown: [], waiting: [] }

export function useTape(coinId: string, hold: boolean) {
  const asked = useQuery(tradesQuery(coinId))
  const [tape, setTape] = useState(EMPTY)
  const came = useRef<Trade[]>([])
  const holding = useRef(hold)
  useEffect(() => {
    holding.current = hold
  }, [hold])
  useEffect(() => {
    const timer = setInterval(() => {
      const news = came.current
      came.current = []
      setTape((old) => {
        const idle = news.length === 0 && (holding.current || old.waiting.length === 0)
        return idle ? old : take(old, news, holding.current)
      })
    }, OPEN_COIN_PAINT_MS)
    return () => clearInterval(timer)
  }, [])
  useChannel(`trades:${coinId}`, ({ data }) => {
    came.current.push(...itemsOf<TradeItem>(data))
  })
  const { shown: lived, waiting } = tape
  const shown = useMemo(() => addTrades(lived, asked.data ?? []), [lived, asked.data])
  return { shown, waiting, isPending: asked.isPending, error: asked.error, refetch: () => void asked.refetch() }
}
