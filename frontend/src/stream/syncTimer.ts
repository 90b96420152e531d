/** When to say which channels are wanted: soon after one is added, later after one is released, never while held. */

/** Releasing waits, because a scrolled or re-sorted table often needs the same channel again. */
const LINGER_MS = 5_000
const BATCH_MS = 20

export class SyncTimer {
  #timer: ReturnType<typeof setTimeout> | undefined
  #heldUntil = 0

  constructor(private readonly sync: () => void) {}

  changed(added: boolean): void {
    if (added) this.#start(BATCH_MS)
    else if (this.#timer === undefined) this.#start(LINGER_MS)
  }

  /** Wait so long, as the server says: the last subscription cost too much. */
  hold(ms: number): void {
    this.#heldUntil = Date.now() + ms
    this.#start(BATCH_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#heldUntil = 0
  }

  #start(ms: number): void {
    clearTimeout(this.#timer)
    const wait = Math.max(ms, this.#heldUntil - Date.now())
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.sync()
    }, wait)
  }
}
