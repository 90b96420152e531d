/** Subscriptions that the server has not answered yet: an error without a channel refuses all that a message named. */
import type { ServerMessage } from './protocol'

export class OpenRequests {
  readonly #channels = new Map<number, string[]>()

  add(id: number, channels: string[]): void {
    this.#channels.set(id, channels)
  }

  clear(): void {
    this.#channels.clear()
  }

  /** The channels that an answer says are not subscribed to. */
  refused(answer: Extract<ServerMessage, { type: 'ack' | 'error' }>): string[] {
    const id = answer.id ?? 0
    const named = this.#channels.get(id) ?? []
    if (answer.type === 'error' && answer.channel) return [answer.channel]
    this.#channels.delete(id)
    return answer.type === 'error' ? named : []
  }
}
