/** Sends a ping every 10 s, and reports when nothing has been received for too long. */

const PING_MS = 10_000

interface HeartbeatActions {
  ping(): number
  onSilence(): void
}

export class Heartbeat {
  #receivedAt = 0
  #silenceMs = 30_000
  #sentAt = new Map<number, number>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly actions: HeartbeatActions) {}

  start(): void {
    this.stop()
    this.#receivedAt = Date.now()
    this.#timer = setInterval(() => this.beat(), PING_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#sentAt.clear()
  }

  received(): void {
    this.#receivedAt = Date.now()
  }

  expect(heartbeatS: number): void {
    this.#silenceMs = Math.max(15_000, heartbeatS * 1_500)
  }

  beat(): void {
    if (Date.now() - this.#receivedAt > this.#silenceMs) this.actions.onSilence()
    else this.#sentAt.set(this.actions.ping(), Date.now())
  }

  /** When the ping with this id was sent. */
  answered(id: number): number | undefined {
    const sent = this.#sentAt.get(id)
    this.#sentAt.clear()
    return sent
  }
}
