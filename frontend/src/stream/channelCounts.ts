/** How many users each channel has on the page: they share one subscription. */

export class ChannelCounts {
  readonly #users = new Map<string, number>()

  constructor(private readonly onChange: (added: boolean) => void) {}

  /** Use a channel until the returned function is called. */
  add(channel: string): () => void {
    this.#users.set(channel, (this.#users.get(channel) ?? 0) + 1)
    this.onChange(true)
    let released = false
    return () => {
      if (released) return
      released = true
      this.#remove(channel)
      this.onChange(false)
    }
  }

  #remove(channel: string): void {
    const left = (this.#users.get(channel) ?? 1) - 1
    if (left > 0) this.#users.set(channel, left)
    else this.#users.delete(channel)
  }

  channels(): Set<string> {
    return new Set(this.#users.keys())
  }
}
