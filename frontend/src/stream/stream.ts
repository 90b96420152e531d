/** The page's one stream: writes prices and the connection's state to the stores, passes messages to listeners. */
import type { Price } from '@/api/types'
import { serverClock, useConnection } from './connection'
import type { PriceItem } from './items.gen'
import type { ChannelMessage, Hello } from './protocol'
import { StreamClient } from './socket'
import { setPrices } from './tickers'

const PAINT_MS = 250
export const OPEN_COIN_PAINT_MS = 100
const HIDDEN_MS = 60_000

export interface Listener {
  onMessage(message: ChannelMessage): void
  /** Something was missed for good: what REST gives must be fetched again. */
  onGap(): void
}
const listeners = new Map<string, Set<Listener>>()

let pending = new Map<string, Price>()
let painting: ReturnType<typeof setTimeout> | undefined
let paintMs = PAINT_MS

/** An open coin is painted more often than the table; null sets the table's interval again. */
export function setPaintInterval(ms: number | null): void {
  paintMs = ms ?? PAINT_MS
}

function paint(): void {
  painting = undefined
  setPrices([...pending.values()])
  pending = new Map()
}

function take(message: ChannelMessage): void {
  if (message.channel.startsWith('price:') && message.data !== null) {
    const price: Price = message.data as PriceItem
    pending.set(price.coin_id, price)
    painting ??= setTimeout(paint, paintMs)
  }
  for (const listener of listeners.get(message.channel) ?? []) listener.onMessage(message)
}

function onMessages(messages: ChannelMessage[], sentAt: string | null): void {
  for (const message of messages) take(message)
  if (sentAt === null) return
  serverClock.oneWay(Date.parse(sentAt))
  const delays = messages.flatMap(({ ts_recv }) => (ts_recv ? [serverClock.now() - Date.parse(ts_recv)] : []))
  noteDelay(delays)
}

let lastNoted = 0

const smooth = (before: number | null, now: number): number =>
  Math.round(before === null ? now : before * 0.7 + now * 0.3)

/** At most once a second: a number that changes more often cannot be read. */
function noteDelay(delays: number[]): void {
  const now = Date.now()
  if (now - lastNoted < 1000) return
  lastNoted = now
  const recent = delays.filter((delay) => delay >= 0 && delay < 5_000).toSorted((a, b) => a - b)
  const middle = recent[Math.floor(recent.length / 2)]
  useConnection.setState({
    phase: 'live',
    lastMessageAt: now,
    ...(middle === undefined ? {} : { delayMs: smooth(useConnection.getState().delayMs, middle) }),
  })
}

function onHello({ mode, replay, server_time }: Hello): void {
  serverClock.oneWay(Date.parse(server_time))
  useConnection.setState({ phase: 'live', attempt: 0, retryAt: null, mode, replay: replay ?? null })
}

async function onLost(attempt: number, retryAt: number): Promise<void> {
  useConnection.setState({ phase: navigator.onLine ? 'reconnecting' : 'offline', attempt, retryAt, delayMs: null })
  const reachable = await fetch('/health/live', { cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )
  if (!reachable && useConnection.getState().phase === 'reconnecting') useConnection.setState({ phase: 'offline' })
}

let onRefused: (code: string) => void = () => undefined

const address = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`

export const stream = new StreamClient(address(), {
  onOpening: (attempt) => {
    if (attempt === 0) useConnection.setState({ phase: 'connecting' })
  },
  onHello,
  onMessages,
  onGap: (channel) => listeners.get(channel)?.forEach((listener) => listener.onGap()),
  onPong: (sent, serverTime) => {
    serverClock.roundTrip(sent, Date.parse(serverTime))
    if (useConnection.getState().delayMs === null) useConnection.setState({ delayMs: Date.now() - sent })
  },
  onLost: (attempt, retryAt) => void onLost(attempt, retryAt),
  onRefused: (code) => onRefused(code),
})

/** Calls `listener` when the token is refused for private channels. */
export function listenToRefusals(listener: (code: string) => void): void {
  onRefused = listener
}

export function listen(channel: string, listener: Listener): () => void {
  const group = listeners.get(channel) ?? new Set<Listener>()
  listeners.set(channel, group.add(listener))
  const release = stream.subscribe(channel)
  return () => {
    group.delete(listener)
    if (group.size === 0) listeners.delete(channel)
    release()
  }
}

/** Opens the session. A tab that has been hidden for a minute pauses it until it is visible again. */
export function startStream(): () => void {
  let hiding: ReturnType<typeof setTimeout> | undefined
  const onVisibility = (): void => {
    clearTimeout(hiding)
    if (document.hidden) hiding = setTimeout(() => stream.pause(true), HIDDEN_MS)
    else stream.pause(false)
  }
  const onOnline = (): void => stream.open()
  const onOffline = (): void => useConnection.setState({ phase: 'offline' })
  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('online', onOnline)
  window.addEventListener('offline', onOffline)
  stream.open()
  return () => {
    clearTimeout(hiding)
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('online', onOnline)
    window.removeEventListener('offline', onOffline)
    stream.close()
  }
}
