/** React hooks of the stream: a component is subscribed to a channel while it is on the page. */
import { useEffect, useRef } from 'react'
import type { Price } from '@/api/types'
import { useClock } from './connection'
import type { ChannelMessage } from './protocol'
import { listen } from './stream'
import { isQuiet, useTickers } from './tickers'

const ignore = (): void => undefined

/** `onGap`: some messages of a log were missed, as after a long cut; a state channel needs nothing then. */
export function useChannel(
  channel: string | null,
  onMessage: (message: ChannelMessage) => void,
  onGap: () => void = ignore,
): void {
  const latest = useRef({ onMessage, onGap })
  useEffect(() => {
    latest.current = { onMessage, onGap }
  })
  useEffect(() => {
    if (channel === null) return undefined
    return listen(channel, {
      onMessage: (message) => latest.current.onMessage(message),
      onGap: () => latest.current.onGap(),
    })
  }, [channel])
}

/** The live price of one coin, or undefined until the stream has brought one. */
export function usePrice(coinId: string): Price | undefined {
  useChannel(`price:${coinId}`, ignore)
  return useTickers(({ prices }) => prices[coinId])
}

/** A primitive derived from the server's time: the component is rendered again only when the value changes. */
export function useDerivedFromNow<T extends string | number | boolean | null>(derive: (now: number) => T): T {
  return useClock(({ now }) => derive(now))
}

/** Whether a coin, or an exchange in its price, is only quiet at this moment. */
export function useQuiet(coinId: string, quiet: boolean): boolean {
  return useDerivedFromNow((now) => isQuiet(coinId, quiet, now))
}
