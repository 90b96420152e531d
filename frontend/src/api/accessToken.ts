/** An access token with its end and its owner. Held in memory only; nothing here writes it anywhere. */

export interface TokenAnswer {
  access_token: string
  expires_in: number
}

export interface AccessToken {
  token: string
  /** By this machine's clock, so that a clock that is wrong does no harm. */
  expiresAt: number
  userId: string
  sessionId: string | null
}

interface Payload {
  sub: string
  sid?: string
}

const MARGIN_MS = 5_000

/** The page reads whose token it is and never judges it: only the servers verify. */
function payloadOf(token: string): Payload {
  const part = token.split('.')[1] ?? ''
  return JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))) as Payload
}

export function parseAccessToken({ access_token, expires_in }: TokenAnswer): AccessToken {
  const { sub, sid } = payloadOf(access_token)
  return { token: access_token, expiresAt: Date.now() + expires_in * 1000, userId: sub, sessionId: sid ?? null }
}

export const isFresh = (accessToken: AccessToken | null): accessToken is AccessToken =>
  accessToken !== null && Date.now() < accessToken.expiresAt - MARGIN_MS
