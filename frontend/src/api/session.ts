/**
 * The session: who is signed in, and the access token. The refresh token is a cookie that scripts cannot read.
 * One refresh serves all tabs: it runs under a lock, asks the other tabs for a newer token first and sends them its own.
 */
import { create } from 'zustand'
import { parseAccessToken, isFresh, type AccessToken, type TokenAnswer } from './accessToken'
import { ApiError } from './problem'
import { Tabs } from './tabs'

/** `ended`: the session has ended; the sign-in dialog is open over the page. */
export type SessionStatus = 'checking' | 'anonymous' | 'signed-in' | 'ended'

interface Session {
  status: SessionStatus
  userId: string | null
  sessionId: string | null
  /** The session was found to have ended when the page was loaded. */
  expired: boolean
}

const NOBODY = { userId: null, sessionId: null }
export const useSession = create<Session>()(() => ({ status: 'checking', ...NOBODY, expired: false }))

/** Set while somebody is signed in in this browser: without it a page load does not try a refresh. */
const MARKER = 'tidemark.signed-in'
const AHEAD_MS = 60_000
const JITTER_MS = 10_000
const AGAIN_MS = 15_000

/** Resolves to new tokens, or to null when the session has ended; rejects when the server cannot be asked. */
export type Refresh = () => Promise<TokenAnswer | null>

const tabs = new Tabs()
let refresh: Refresh = () => Promise.resolve(null)
let accessToken: AccessToken | null = null
let renewing: Promise<boolean> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let signingOut = false
let onToken: (token: string | null) => void = () => undefined

export const freshToken = (): string | null => (isFresh(accessToken) ? accessToken.token : null)

/** Calls `listener` with each new token, and with null when there is none any longer. */
export function listenToToken(listener: (token: string | null) => void): void {
  onToken = listener
  onToken(freshToken())
}

function store(next: AccessToken): void {
  accessToken = next
  localStorage.setItem(MARKER, '1')
  useSession.setState({ status: 'signed-in', userId: next.userId, sessionId: next.sessionId, expired: false })
  renewLater(next.expiresAt - Date.now() - AHEAD_MS - Math.random() * JITTER_MS)
  onToken(next.token)
}

function clear(status: 'anonymous' | 'ended', expired = false): void {
  accessToken = null
  clearTimeout(timer)
  if (status === 'anonymous') localStorage.removeItem(MARKER)
  useSession.setState((old) => ({ status, expired, ...(status === 'ended' ? { userId: old.userId } : NOBODY) }))
  onToken(null)
}

function renewOrTryLater(): void {
  renew().catch(() => renewLater(AGAIN_MS))
}

function renewLater(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(renewOrTryLater, Math.max(ms, 1_000))
}

/** Takes over a token of another tab when it lasts longer. */
function adopt(offered: AccessToken): void {
  if (offered.expiresAt > (accessToken?.expiresAt ?? 0)) store(offered)
}

export function signedIn(tokens: TokenAnswer): void {
  store(parseAccessToken(tokens))
  if (accessToken) tabs.send({ kind: 'token', accessToken })
}

/** The session has ended. A page that was signed in shows the sign-in dialog. */
export function end(): void {
  const { status } = useSession.getState()
  if (signingOut || status === 'anonymous' || status === 'ended') return
  clear(status === 'checking' ? 'anonymous' : 'ended', status === 'checking')
}

/**
 * Renew the token; false when the session has ended. Rejects when the server cannot be asked: the session then goes on.
 * `surely`: do not take a token from another tab, which may be revoked too.
 */
export function renew(surely = false): Promise<boolean> {
  renewing ??= navigator.locks
    .request('tidemark.refresh', () => renewOnce(surely))
    .finally(() => {
      renewing = null
    })
  return renewing
}

async function renewOnce(surely: boolean): Promise<boolean> {
  const enough = Math.max(accessToken?.expiresAt ?? 0, Date.now() + AHEAD_MS + JITTER_MS)
  const given = surely ? null : await tabs.requestToken(enough)
  if (given) {
    store(given)
    return true
  }
  const tokens = await refresh()
  if (tokens) signedIn(tokens)
  else {
    end()
    tabs.send({ kind: 'ended' })
  }
  return tokens !== null
}

/** Resolves after the sign-in in the dialog; rejects when the dialog is closed without one. */
export function signedInAgain(): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = ({ status }: Session): void => {
      if (status === 'ended') return
      stop()
      if (status === 'signed-in') resolve()
      else reject(new ApiError({ status: 401, code: 'session_ended', detail: 'Your session has ended.' }))
    }
    const stop = useSession.subscribe(settle)
    settle(useSession.getState())
  })
}

/** Leave the dialog without signing in. */
export function continueSignedOut(): void {
  clear('anonymous')
}

/** `logout` ends the session at the server; the other tabs sign out too. */
export async function signOut(logout: () => Promise<unknown>): Promise<void> {
  signingOut = true
  try {
    await logout()
  } finally {
    signingOut = false
  }
  clear('anonymous')
  tabs.send({ kind: 'signed-out' })
}

/** Whether somebody is signed in; waits for the first check after the page load. */
export async function isSignedIn(): Promise<boolean> {
  if (useSession.getState().status === 'checking') await renew()
  return useSession.getState().status === 'signed-in'
}

export function startSession(how: Refresh): void {
  refresh = how
  tabs.listen((message) => {
    if (message.kind === 'token') adopt(message.accessToken)
    else if (message.kind === 'ended') end()
    else if (message.kind === 'signed-out') clear('anonymous')
    else if (accessToken && accessToken.expiresAt > message.newerThan) tabs.send({ kind: 'token', accessToken })
  })
  if (localStorage.getItem(MARKER) === null) useSession.setState({ status: 'anonymous' })
  else renewOrTryLater()
}
