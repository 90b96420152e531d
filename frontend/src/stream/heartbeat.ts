/** Pings at a fixed pace, and says when the other end has been silent for too long. */

const PING_MS = 10_000

interface Ends {
  ping(): number
  onSilence(): void
}

export class Heartbeat {
  #heardAt = 0
  #silenceMs = 30_000
  #sentAt = new Map<number, number>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly ends: Ends) {}

  start(): void {
    this.stop()
    this.#heardAt = Date.now()
    this.#timer = setInterval(() => this.beat(), PING_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#sentAt.clear()
  }

  heard(): void {
    this.#heardAt = Date.now()
  }

  expect(heartbeatS: number): void {
    this.#silenceMs = Math.max(15_000, heartbeatS * 1_500)
  }

  beat(): void {
    if (Date.now() - this.#heardAt > this.#silenceMs) this.ends.onSilence()
    else this.#sentAt.set(this.ends.ping(), Date.now())
  }

  /** When the ping was sent that this answers. */
  answered(id: number): number | undefined {
    const sent = this.#sentAt.get(id)
    this.#sentAt.clear()
    return sent
  }
}
