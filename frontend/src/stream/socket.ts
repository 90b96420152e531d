/**
 * The WebSocket session. After a cut it reconnects with capped back-off, subscribes to the same channels and resumes by
 * `seq`. It does not read the data in the messages, and does not use React.
 */
import { backoff } from './backoff'
import { Heartbeat } from './heartbeat'
import { OpenRequests } from './openRequests'
import {
  type ClientMessage,
  type Hello,
  type ServerMessage,
  type ChannelMessage,
  parseFrame,
  resumeOf,
} from './protocol'
import { ChannelCounts } from './channelCounts'
import { SyncTimer } from './syncTimer'

export interface StreamEvents {
  onOpening(attempt: number): void
  onHello(hello: Hello): void
  onMessages(messages: ChannelMessage[], sentAt: string | null): void
  /** What came between the last message of a log and what follows is not sent again. */
  onGap(channel: string): void
  onPong(sent: number, serverTime: string): void
  /** The token, or a channel that needs it, was refused. */
  onRefused(code: string): void
  onLost(attempt: number, retryAt: number): void
}

const PRIVATE_CODES = new Set(['token_expired', 'session_ended'])

export class StreamClient {
  #socket: WebSocket | null = null
  #channelCounts = new ChannelCounts((added) => this.#timer.changed(added))
  #subscribed = new Set<string>()
  #seqs = new Map<string, number>()
  #requests = new OpenRequests()
  #timer = new SyncTimer(() => this.#sync())
  #stream: string | null = null
  #attempt = 0
  #id = 0
  #token: string | null = null
  #authId = 0
  #paused = false
  #heartbeat = new Heartbeat({ ping: () => this.#ping(), onSilence: () => this.#lost() })
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly address: string,
    private readonly events: StreamEvents,
  ) {}

  /** Opens the session; while it waits for its next try, tries at once. */
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
    this.#heartbeat.start()
  }

  close(): void {
    clearTimeout(this.#retry)
    this.#timer.stop()
    this.#heartbeat.stop()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  /** Subscribe to a channel until the returned function is called. */
  subscribe(channel: string): () => void {
    return this.#channelCounts.add(channel)
  }

  /** Use this token from now on. One that comes before the old one expires keeps the private channels. */
  authenticate(token: string | null): void {
    this.#token = token
    this.#authenticate()
    this.#sync()
  }

  #authenticate(): void {
    if (this.#token === null || this.#stream === null) return
    this.#authId = ++this.#id
    this.#send({ op: 'auth', id: this.#authId, token: this.#token })
  }

  /** While paused nothing is subscribed; afterwards each channel is resumed from its last `seq`. */
  pause(paused: boolean): void {
    this.#paused = paused
    this.#sync()
  }

  #sync(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#stream === null) return
    const wanted = this.#paused ? new Set<string>() : this.#channelCounts.channels()
    const added = [...wanted].filter((channel) => !this.#subscribed.has(channel))
    const dropped = [...this.#subscribed].filter((channel) => !wanted.has(channel))
    this.#subscribed = wanted
    if (dropped.length > 0) this.#drop(dropped)
    if (added.length > 0) this.#send(this.#subscription(added))
  }

  /** After a pause channels are resumed by `seq`; a channel without users starts anew the next time. */
  #drop(channels: string[]): void {
    this.#send({ op: 'unsubscribe', id: ++this.#id, channels })
    if (!this.#paused) for (const channel of channels) this.#seqs.delete(channel)
  }

  #subscription(channels: string[]): ClientMessage {
    const resume = resumeOf(channels, this.#stream, this.#seqs)
    this.#requests.add(++this.#id, channels)
    return { op: 'subscribe', id: this.#id, channels, ...(resume && { resume }) }
  }

  #receive(text: string): void {
    this.#heartbeat.received()
    const message = parseFrame(text)
    if (message) this.#dispatch(message)
  }

  #dispatch(message: ServerMessage): void {
    if (message.type === 'hello') this.#hello(message)
    else if (message.type === 'update') this.#deliver(message.messages, message.sent_at)
    else if (message.type === 'snapshot') this.#deliver([message], null)
    else if (message.type === 'resync') this.#resync(message.channel)
    else if (message.type === 'pong') this.#pong(message.id, message.server_time)
    else if (message.type === 'reconnect') this.#moveAway(message.after_ms)
    else this.#answered(message)
  }

  #resync(channel: string): void {
    this.#seqs.delete(channel)
    this.events.onGap(channel)
  }

  #answered(answer: Extract<ServerMessage, { type: 'ack' | 'error' }>): void {
    for (const name of this.#requests.refused(answer)) this.#subscribed.delete(name)
    if (answer.type === 'ack') return
    if (answer.retry_after_ms !== undefined) this.#timer.hold(answer.retry_after_ms)
    if (answer.id === this.#authId || PRIVATE_CODES.has(answer.code)) this.events.onRefused(answer.code)
  }

  #hello(hello: Hello): void {
    // The first subscription still names the old stream: if it is not the server's, the server answers with `resync`.
    const resumed = this.#stream ?? hello.stream
    this.#attempt = 0
    this.#heartbeat.expect(hello.heartbeat_s)
    this.#subscribed.clear()
    this.#stream = resumed
    this.events.onHello(hello)
    this.#authenticate()
    this.#sync()
    this.#stream = hello.stream
    this.#heartbeat.beat()
  }

  #deliver(messages: ChannelMessage[], sentAt: string | null): void {
    for (const { channel, seq } of messages) this.#seqs.set(channel, seq)
    this.events.onMessages(messages, sentAt)
  }

  #pong(id: number, serverTime: string): void {
    const sent = this.#heartbeat.answered(id)
    if (sent !== undefined) this.events.onPong(sent, serverTime)
  }

  #ping(): number {
    const id = ++this.#id
    this.#send({ op: 'ping', id })
    return id
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
    this.#requests.clear()
    const wait = backoff(++this.#attempt)
    this.events.onLost(this.#attempt, Date.now() + wait)
    this.#retry = setTimeout(() => this.open(), wait)
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}
