/** The server's time, estimated: the offset of the sample with the least delay is used. Pure but for `Date.now`. */

interface Sample {
  offset: number
  delay: number
  at: number
}

const KEEP_MS = 120_000

export class ServerClock {
  #samples: Sample[] = []
  #offset = 0

  /** A round trip: sent at `sent`, answered with the server's time, received now. */
  roundTrip(sent: number, server: number, now = Date.now()): void {
    this.#add({ offset: server - (sent + now) / 2, delay: now - sent, at: now })
  }

  /** One way only, as in `hello` and `sent_at`: used only until there is a round trip. */
  oneWay(server: number, now = Date.now()): void {
    if (this.#samples.length === 0) this.#offset = server - now
  }

  now(local = Date.now()): number {
    return local + this.#offset
  }

  #add(sample: Sample): void {
    this.#samples = [...this.#samples.filter((old) => sample.at - old.at < KEEP_MS), sample]
    this.#offset = this.#samples.reduce((best, one) => (one.delay < best.delay ? one : best)).offset
  }
}
