/**
 * Who is signed in. The access token lives here and nowhere else; the refresh token is a cookie that no script sees.
 * One refresh serves all tabs: it runs under a lock, asks the other tabs first and tells them afterwards.
 */
import { create } from 'zustand'
import { parseAccessToken, isFresh, type AccessToken, type TokenAnswer } from './accessToken'
import { ApiError } from './problem'
import { Tabs } from './tabs'

/** `ended`: was signed in, and the page waits under the dialog for a sign-in. */
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

/** Only that somebody was signed in: without it no page load asks for a refresh. */
const MARKER = 'tidemark.signed-in'
const AHEAD_MS = 60_000
const JITTER_MS = 10_000
const AGAIN_MS = 15_000

/** New tokens for the cookie, null when the session has ended, an error when nobody can say. */
export type Refresh = () => Promise<TokenAnswer | null>

const tabs = new Tabs()
let refresh: Refresh = () => Promise.resolve(null)
let accessToken: AccessToken | null = null
let renewing: Promise<boolean> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let signingOut = false
let onToken: (token: string | null) => void = () => undefined

export const freshToken = (): string | null => (isFresh(accessToken) ? accessToken.token : null)

/** The stream carries the same token: it hears of each new one and of its end. */
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

function adopt(told: AccessToken): void {
  if (told.expiresAt > (accessToken?.expiresAt ?? 0)) store(told)
}

export function signedIn(tokens: TokenAnswer): void {
  store(parseAccessToken(tokens))
  if (accessToken) tabs.send({ kind: 'token', accessToken })
}

/** The session has ended for all tabs: those that showed somebody's page show the dialog. */
export function end(): void {
  const { status } = useSession.getState()
  if (signingOut || status === 'anonymous' || status === 'ended') return
  clear(status === 'checking' ? 'anonymous' : 'ended', status === 'checking')
}

/**
 * Renew the token; false when the session has ended. Throws when the server cannot say: nobody is signed out by that.
 * `surely`: the server is asked in any case, because the tokens of the other tabs may be revoked too.
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

/** Until somebody has signed in again; rejected when the dialog is left without it. */
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

/** `logout` ends the session at the server; the other tabs follow. */
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

/** A page that asks for an account waits for this: true when somebody is signed in. */
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
