/** The stream of a market that stands still: it greets, takes every subscription, and says what a test has it say. */
import type { Page, WebSocketRoute } from '@playwright/test'

const iso = (ms: number): string => new Date(ms).toISOString()

export interface StillStream {
  /** One message of a channel, to the page's newest connection. */
  say: (channel: string, data: unknown) => void
  /** A log's messages since the last one are gone for good. */
  resync: (channel: string) => void
  /** The channels that the page has subscribed to. */
  channels: ReadonlySet<string>
}

function greet(socket: WebSocketRoute, mode: string, channels: Set<string>): void {
  const hello = { stream: 'still', mode, server_time: iso(Date.now()), stale_after_s: 15, heartbeat_s: 20 }
  socket.send(JSON.stringify({ type: 'hello', ...hello }))
  socket.onMessage((text) => {
    const { op, id, channels: named = [] } = JSON.parse(String(text)) as { op: string; id: number; channels?: string[] }
    if (op === 'subscribe') {
      named.forEach((name) => channels.add(name))
      socket.send(JSON.stringify({ type: 'ack', id, channels: named }))
    }
    if (op === 'ping') socket.send(JSON.stringify({ type: 'pong', id, server_time: iso(Date.now()) }))
  })
}

export async function stillStream(page: Page, mode: string): Promise<StillStream> {
  const channels = new Set<string>()
  let newest: WebSocketRoute | undefined
  let seq = 0
  await page.routeWebSocket(/\/ws$/, (socket) => {
    newest = socket
    greet(socket, mode, channels)
  })
  const say = (channel: string, data: unknown): void => {
    seq += 1
    newest?.send(
      JSON.stringify({ type: 'update', sent_at: iso(Date.now()), messages: [{ channel, seq, data, ts_recv: null }] }),
    )
  }
  const resync = (channel: string): void => newest?.send(JSON.stringify({ type: 'resync', channel, reason: 'too_old' }))
  return { say, resync, channels }
}
