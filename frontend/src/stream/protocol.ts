/** The messages of the WebSocket at `GATEWAY_URL/ws`. */
import type { Mode } from '@/api/types'

export interface Replay {
  captures: string[]
  start: string | null
  end: string | null
  speed: number | string | null
}

export interface Hello {
  type: 'hello'
  stream: string
  mode: Mode
  server_time: string
  stale_after_s: number
  heartbeat_s: number
  replay?: Replay | null
}

export interface ChannelMessage {
  channel: string
  seq: number
  data: unknown
  ts_event?: string | null
  ts_recv?: string | null
}

export type ServerMessage =
  | Hello
  | { type: 'ack'; id: number; channels: string[] }
  | { type: 'error'; id?: number; code: string; detail: string; channel?: string; retry_after_ms?: number }
  | ({ type: 'snapshot' } & ChannelMessage)
  | { type: 'update'; messages: ChannelMessage[]; sent_at: string }
  | { type: 'resync'; channel: string; reason: string }
  | { type: 'reconnect'; after_ms: number }
  | { type: 'pong'; id: number; server_time: string }

export interface Resume {
  stream: string
  channels: Record<string, number>
}

export type ClientMessage =
  | { op: 'subscribe'; id: number; channels: string[]; resume?: Resume }
  | { op: 'unsubscribe'; id: number; channels: string[] }
  | { op: 'auth'; id: number; token: string }
  | { op: 'ping'; id: number }

const TYPES = new Set(['hello', 'ack', 'error', 'snapshot', 'update', 'resync', 'reconnect', 'pong'])

/** Null for a frame that is no known message: it is ignored. */
export function parseFrame(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text)
    const known = typeof value === 'object' && value !== null && 'type' in value && TYPES.has(String(value.type))
    return known ? (value as ServerMessage) : null
  } catch {
    return null
  }
}

/** The items in a message's data: a snapshot of a log has `items`, a list channel an array, an update one item. */
export function itemsOf<T>(data: unknown): T[] {
  if (data === null || data === undefined) return []
  if (Array.isArray(data)) return data as T[]
  if (typeof data === 'object' && 'items' in data && Array.isArray(data.items)) return data.items as T[]
  return [data as T]
}

/** From which `seq` each known channel is to be resumed. */
export function resumeOf(
  channels: string[],
  stream: string | null,
  seqs: ReadonlyMap<string, number>,
): Resume | undefined {
  const seen = channels.flatMap((channel) => {
    const seq = seqs.get(channel)
    return seq === undefined ? [] : [[channel, seq] as const]
  })
  return seen.length === 0 || stream === null ? undefined : { stream, channels: Object.fromEntries(seen) }
}
