/**
 * One WebSocket session that survives: it reconnects with capped back-off, subscribes again to what is wanted and
 * resumes by `seq`. It knows channels and messages, not what is in them, and no React.
 */
import { backoff } from './backoff'
import { type ClientMessage, type Hello, type ServerMessage, type ChannelMessage, parseFrame } from './protocol'

export interface StreamEvents {
  onOpening(attempt: number): void
  onHello(hello: Hello): void
  onMessages(messages: ChannelMessage[], sentAt: string | null): void
  onResync(channel: string): void
  onPong(sent: number, serverTime: string): void
  onLost(attempt: number, retryAt: number): void
}

const PING_MS = 10_000
/** Unsubscribing waits, so that a scrolled or re-sorted table does not churn. */
const LINGER_MS = 5_000
const BATCH_MS = 20

export class StreamClient {
  #socket: WebSocket | null = null
  #wanted = new Map<string, number>()
  #subscribed = new Set<string>()
  #seqs = new Map<string, number>()
  #stream: string | null = null
  #attempt = 0
  #id = 0
  #paused = false
  #heardAt = 0
  #silenceMs = 30_000
  #pings = new Map<number, number>()
  #retry: ReturnType<typeof setTimeout> | undefined
  #batch: ReturnType<typeof setTimeout> | undefined
  #pinging: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly address: string,
    private readonly events: StreamEvents,
  ) {}

  /** Opens the session, or tries at once when it waits to try again. */
  open(): void {
    clearTimeout(this.#retry)
    if (this.#socket) return
    this.events.onOpening(this.#attempt)
    const socket = new WebSocket(this.address)
    this.#socket = socket
    socket.onmessage = (event) => this.#receive(String(event.data))
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost()
    }
    this.#heardAt = Date.now()
    clearInterval(this.#pinging)
    this.#pinging = setInterval(() => this.#ping(), PING_MS)
  }

  close(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#batch)
    clearInterval(this.#pinging)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  /** Want a channel until the returned function is called. Counted: two users share one subscription. */
  want(channel: string): () => void {
    this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) + 1)
    this.#settle(BATCH_MS)
    let released = false
    return () => {
      if (released) return
      released = true
      this.#wanted.set(channel, (this.#wanted.get(channel) ?? 1) - 1)
      this.#settle(LINGER_MS)
    }
  }

  /** A hidden tab wants nothing; shown again it resumes from the last `seq` of each channel. */
  pause(paused: boolean): void {
    this.#paused = paused
    this.#sync()
  }

  #settle(ms: number): void {
    if (ms === BATCH_MS) clearTimeout(this.#batch)
    else if (this.#batch !== undefined) return
    this.#batch = setTimeout(() => {
      this.#batch = undefined
      this.#sync()
    }, ms)
  }

  #sync(): void {
    for (const [channel, users] of this.#wanted) if (users <= 0) this.#wanted.delete(channel)
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#stream === null) return
    const wanted = this.#paused ? new Set<string>() : new Set(this.#wanted.keys())
    const added = [...wanted].filter((channel) => !this.#subscribed.has(channel))
    const dropped = [...this.#subscribed].filter((channel) => !wanted.has(channel))
    this.#subscribed = wanted
    if (dropped.length > 0) this.#drop(dropped)
    if (added.length > 0) this.#send(this.#subscription(added))
  }

  /** What a pause drops is resumed later; what nobody wants any more begins anew. */
  #drop(channels: string[]): void {
    this.#send({ op: 'unsubscribe', id: ++this.#id, channels })
    if (!this.#paused) for (const channel of channels) this.#seqs.delete(channel)
  }

  #subscription(channels: string[]): ClientMessage {
    const seen = channels.flatMap((channel) => {
      const seq = this.#seqs.get(channel)
      return seq === undefined ? [] : [[channel, seq] as const]
    })
    const message = { op: 'subscribe' as const, id: ++this.#id, channels }
    if (seen.length === 0 || this.#stream === null) return message
    return { ...message, resume: { stream: this.#stream, channels: Object.fromEntries(seen) } }
  }

  #receive(text: string): void {
    this.#heardAt = Date.now()
    const message = parseFrame(text)
    if (message) this.#take(message)
  }

  #take(message: ServerMessage): void {
    if (message.type === 'hello') this.#hello(message)
    else if (message.type === 'update') this.#deliver(message.messages, message.sent_at)
    else if (message.type === 'snapshot') this.#deliver([message], null)
    else if (message.type === 'resync') this.#resync(message.channel)
    else if (message.type === 'pong') this.#pong(message.id, message.server_time)
    else if (message.type === 'reconnect') this.#moveAway(message.after_ms)
    else if (message.type === 'error' && message.channel) this.#subscribed.delete(message.channel)
  }

  #hello(hello: Hello): void {
    // The seqs of another stream are kept for one subscription: the server answers them with `resync`.
    const resumed = this.#stream ?? hello.stream
    this.#attempt = 0
    this.#silenceMs = Math.max(15_000, hello.heartbeat_s * 1_500)
    this.#subscribed.clear()
    this.#stream = resumed
    this.events.onHello(hello)
    this.#sync()
    this.#stream = hello.stream
    this.#ping()
  }

  #deliver(messages: ChannelMessage[], sentAt: string | null): void {
    for (const { channel, seq } of messages) this.#seqs.set(channel, seq)
    this.events.onMessages(messages, sentAt)
  }

  #resync(channel: string): void {
    this.#seqs.delete(channel)
    this.events.onResync(channel)
  }

  #pong(id: number, serverTime: string): void {
    const sent = this.#pings.get(id)
    this.#pings.clear()
    if (sent !== undefined) this.events.onPong(sent, serverTime)
  }

  #ping(): void {
    if (Date.now() - this.#heardAt > this.#silenceMs) {
      this.#lost()
      return
    }
    const id = ++this.#id
    this.#pings.set(id, Date.now())
    this.#send({ op: 'ping', id })
  }

  #moveAway(afterMs: number): void {
    this.#retry = setTimeout(() => {
      this.close()
      this.open()
    }, afterMs)
  }

  #lost(): void {
    this.close()
    this.#subscribed.clear()
    this.#pings.clear()
    this.#attempt += 1
    const wait = backoff(this.#attempt)
    this.events.onLost(this.#attempt, Date.now() + wait)
    this.#retry = setTimeout(() => this.open(), wait)
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}
