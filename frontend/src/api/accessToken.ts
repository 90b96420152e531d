/** An access token with its expiry and its user. It is held in memory only and never written to storage. */

export interface TokenAnswer {
  access_token: string
  expires_in: number
}

export interface AccessToken {
  token: string
  /** By this machine's clock: counted from the receipt, so a wrong clock does no harm. */
  expiresAt: number
  userId: string
  sessionId: string | null
}

interface Payload {
  sub: string
  sid?: string
}

const MARGIN_MS = 5_000

/** Reads the claims without verifying the signature: only the servers verify it. */
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
