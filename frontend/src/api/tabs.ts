/** Messages between the tabs of a browser about the session, so that one refresh serves all of them. */
import type { AccessToken } from './accessToken'

export type TabMessage =
  | { kind: 'token'; accessToken: AccessToken }
  | { kind: 'request'; newerThan: number }
  | { kind: 'ended' }
  | { kind: 'signed-out' }

const ANSWER_MS = 100

export class Tabs {
  readonly #channel = new BroadcastChannel('tidemark.session')

  listen(onMessage: (message: TabMessage) => void): void {
    this.#channel.addEventListener('message', (event: MessageEvent<TabMessage>) => onMessage(event.data))
  }

  send(message: TabMessage): void {
    this.#channel.postMessage(message)
  }

  /** An access token that another tab has and that lasts longer than `newerThan`, or null when none answers. */
  requestToken(newerThan: number): Promise<AccessToken | null> {
    return new Promise((resolve) => {
      const done = (accessToken: AccessToken | null): void => {
        this.#channel.removeEventListener('message', onMessage)
        clearTimeout(timer)
        resolve(accessToken)
      }
      const onMessage = ({ data }: MessageEvent<TabMessage>): void => {
        if (data.kind === 'token' && data.accessToken.expiresAt > newerThan) done(data.accessToken)
      }
      const timer = setTimeout(() => done(null), ANSWER_MS)
      this.#channel.addEventListener('message', onMessage)
      this.send({ kind: 'request', newerThan })
    })
  }
}
