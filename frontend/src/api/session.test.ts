/** The session with a fake server: which requests renew the token, wait for a sign-in, or go on without a token. */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { TokenAnswer } from './accessToken'
import { freshToken, continueSignedOut, renew, signedIn, signOut, startSession, useSession } from './session'
import { kindOf, withSession } from './withSession'

let answers: (TokenAnswer | null | Error)[] = []
let refreshes = 0

const tokens = (id: string, expires_in = 600): TokenAnswer => ({
  access_token: `head.${btoa(JSON.stringify({ sub: 'alice', sid: id }))}.tail`,
  expires_in,
})

/** The browser's lock, as far as one tab needs it: one at a time. */
function locks() {
  let last: Promise<unknown> = Promise.resolve()
  return {
    request: (_name: string, run: () => Promise<unknown>) => {
      last = last.then(run, run)
      return last
    },
  }
}

beforeAll(() => {
  Object.defineProperty(navigator, 'locks', { value: locks() })
  startSession(() => {
    refreshes += 1
    const answer = answers.shift()
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? null)
  })
})

beforeEach(() => {
  refreshes = 0
  answers = []
})

afterEach(() => continueSignedOut())

const privateRequest = () =>
  new Request('http://tidemark.test/api/users/me', { method: 'PATCH', body: '{"username":"x"}' })
const publicRequest = () => new Request('http://tidemark.test/api/market/coins')

/** A server that takes only the tokens of `valid`. */
function server(valid: () => string | null) {
  const seen: (string | null)[] = []
  const attempt = (request: Request): Promise<Response> => {
    const given = request.headers.get('Authorization')?.replace('Bearer ', '') ?? null
    seen.push(given)
    const right = given === valid() || (given === null && request.url.includes('/market/'))
    const refusal = new Response('{"code":"token_expired"}', { status: 401 })
    return Promise.resolve(right ? new Response('{}', { status: 200 }) : refusal)
  }
  return { seen, attempt }
}

test('a path is public, private, or never has a token', () => {
  expect(kindOf('/api/market/coins')).toBe('public')
  expect(kindOf('/api/users/me/api-keys')).toBe('private')
  expect(kindOf('/api/users/login')).toBe('no-token')
})

test('concurrent requests that are refused wait for one renewal and are repeated with their bodies', async () => {
  signedIn(tokens('old'))
  answers = [tokens('new')]
  const { attempt, seen } = server(() => tokens('new').access_token)
  const both = await Promise.all([withSession(privateRequest(), attempt), withSession(privateRequest(), attempt)])
  expect(both.map((answer) => answer.status)).toEqual([200, 200])
  expect(refreshes).toBe(1)
  expect(seen).toHaveLength(4)
})

test('a public request does not wait for a renewal: it is repeated without a token', async () => {
  signedIn(tokens('old'))
  answers = [new Error('away')]
  const { attempt, seen } = server(() => null)
  expect((await withSession(publicRequest(), attempt)).status).toBe(200)
  expect(seen.at(-1)).toBeNull()
})

test('when the session has ended a request waits for the sign-in and is then repeated', async () => {
  signedIn(tokens('old'))
  const { attempt } = server(() => tokens('again').access_token)
  const answer = withSession(privateRequest(), attempt)
  await vi.waitFor(() => expect(useSession.getState().status).toBe('ended'))
  signedIn(tokens('again'))
  expect((await answer).status).toBe(200)
})

test('leaving the sign-in dialog rejects the request', async () => {
  signedIn(tokens('old'))
  const answer = withSession(privateRequest(), server(() => 'never').attempt)
  const refused = expect(answer).rejects.toMatchObject({ status: 401, code: 'session_ended' })
  await vi.waitFor(() => expect(useSession.getState().status).toBe('ended'))
  continueSignedOut()
  await refused
})

test('an unreachable server does not end the session', async () => {
  signedIn(tokens('old'))
  answers = [new Error('away')]
  await expect(renew()).rejects.toThrow('away')
  expect(useSession.getState().status).toBe('signed-in')
  expect(freshToken()).toBe(tokens('old').access_token)
})

test('a token is never written to storage', () => {
  signedIn(tokens('old'))
  expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain('head.')
})

test('a newer token of another tab is used before the server is asked; signing out signs out the other tab', async () => {
  const other = new BroadcastChannel('tidemark.session')
  const received: string[] = []
  other.onmessage = ({ data }: MessageEvent<{ kind: string }>) => {
    received.push(data.kind)
    const accessToken = { token: 'theirs', expiresAt: Date.now() + 900_000, userId: 'alice', sessionId: 's' }
    if (data.kind === 'request') other.postMessage({ kind: 'token', accessToken })
  }
  signedIn(tokens('old'))
  expect(await renew()).toBe(true)
  expect([freshToken(), refreshes]).toEqual(['theirs', 0])
  await signOut(() => Promise.resolve())
  await vi.waitFor(() => expect(received).toContain('signed-out'))
  expect(useSession.getState().status).toBe('anonymous')
  other.close()
})
