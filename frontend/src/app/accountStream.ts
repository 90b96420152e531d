/** Authenticates the stream with the session's token, and reacts when the session, a key or the account is revoked. */
import type { QueryClient } from '@tanstack/react-query'
import { listenToToken, renew, useSession } from '@/api/session'
import { itemsOf, type ChannelMessage } from '@/stream/protocol'
import { listen, listenToRefusals, stream } from '@/stream/stream'

interface Revocation {
  kind: 'session' | 'key' | 'user'
  id: string
}

/** Asks the server whether the session is still valid. If it cannot be reached, the next request finds out. */
function check(): void {
  renew(true).catch(() => undefined)
}

/** `begin` when somebody signs in; what it returns when they sign out or their session ends. */
export function whileSignedIn(begin: () => () => void): void {
  let release: (() => void) | null = null
  useSession.subscribe(({ status }) => {
    if (status === 'signed-in') release ??= begin()
    else {
      release?.()
      release = null
    }
  })
}

export function startAccountStream(client: QueryClient): void {
  const onRevoked = ({ data }: ChannelMessage): void => {
    const { sessionId } = useSession.getState()
    const revoked = itemsOf<Revocation>(data)
    if (revoked.some(({ kind, id }) => kind === 'user' || (kind === 'session' && id === sessionId))) check()
    else void client.invalidateQueries({ queryKey: ['account'] })
  }
  whileSignedIn(() => listen('account', { onMessage: onRevoked, onGap: check }))
  listenToToken((token) => stream.authenticate(token))
  listenToRefusals(check)
}
