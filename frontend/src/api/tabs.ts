/** What the tabs of one browser tell each other of the session, so that one refresh serves all. */
import type { Grant } from './grant'

export type TabMessage =
  { kind: 'grant'; grant: Grant } | { kind: 'ask'; newerThan: number } | { kind: 'ended' } | { kind: 'signed-out' }

const ANSWER_MS = 100

export class Tabs {
  readonly #channel = new BroadcastChannel('tidemark.session')

  listen(onMessage: (message: TabMessage) => void): void {
    this.#channel.addEventListener('message', (event: MessageEvent<TabMessage>) => onMessage(event.data))
  }

  tell(message: TabMessage): void {
    this.#channel.postMessage(message)
  }

  /** A grant that another tab holds and that lasts longer than `newerThan`, or null when none answers. */
  ask(newerThan: number): Promise<Grant | null> {
    return new Promise((resolve) => {
      const done = (grant: Grant | null): void => {
        this.#channel.removeEventListener('message', onMessage)
        clearTimeout(timer)
        resolve(grant)
      }
      const onMessage = ({ data }: MessageEvent<TabMessage>): void => {
        if (data.kind === 'grant' && data.grant.expiresAt > newerThan) done(data.grant)
      }
      const timer = setTimeout(() => done(null), ANSWER_MS)
      this.#channel.addEventListener('message', onMessage)
      this.tell({ kind: 'ask', newerThan })
    })
  }
}
