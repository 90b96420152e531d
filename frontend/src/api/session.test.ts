/** The session over a server that the test plays: what is renewed, what waits, what goes on without. */
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

const own = () => new Request('http://tidemark.test/api/users/me', { method: 'PATCH', body: '{"username":"x"}' })
const open = () => new Request('http://tidemark.test/api/market/coins')

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

test('a path is open, somebody’s own, or never carries a token', () => {
  expect(kindOf('/api/market/coins')).toBe('public')
  expect(kindOf('/api/users/me/api-keys')).toBe('private')
  expect(kindOf('/api/users/login')).toBe('no-token')
})

test('requests at once that are refused wait for one renewal and are repeated with their bodies', async () => {
  signedIn(tokens('old'))
  answers = [tokens('new')]
  const { attempt, seen } = server(() => tokens('new').access_token)
  const both = await Promise.all([withSession(own(), attempt), withSession(own(), attempt)])
  expect(both.map((answer) => answer.status)).toEqual([200, 200])
  expect(refreshes).toBe(1)
  expect(seen).toHaveLength(4)
})

test('prices do not wait for a session: they go on without one', async () => {
  signedIn(tokens('old'))
  answers = [new Error('away')]
  const { attempt, seen } = server(() => null)
  expect((await withSession(open(), attempt)).status).toBe(200)
  expect(seen.at(-1)).toBeNull()
})

test('when the session has ended a request waits for the sign-in and is then repeated', async () => {
  signedIn(tokens('old'))
  const { attempt } = server(() => tokens('again').access_token)
  const answer = withSession(own(), attempt)
  await vi.waitFor(() => expect(useSession.getState().status).toBe('ended'))
  signedIn(tokens('again'))
  expect((await answer).status).toBe(200)
})

test('whoever leaves the dialog gets the refusal', async () => {
  signedIn(tokens('old'))
  const answer = withSession(own(), server(() => 'never').attempt)
  const refused = expect(answer).rejects.toMatchObject({ status: 401, code: 'session_ended' })
  await vi.waitFor(() => expect(useSession.getState().status).toBe('ended'))
  continueSignedOut()
  await refused
})

test('a server that cannot be asked signs nobody out', async () => {
  signedIn(tokens('old'))
  answers = [new Error('away')]
  await expect(renew()).rejects.toThrow('away')
  expect(useSession.getState().status).toBe('signed-in')
  expect(freshToken()).toBe(tokens('old').access_token)
})

test('a token is never written anywhere', () => {
  signedIn(tokens('old'))
  expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain('head.')
})

test('another tab with a newer token is asked before the server, and told to sign out with this one', async () => {
  const other = new BroadcastChannel('tidemark.session')
  const heard: string[] = []
  other.onmessage = ({ data }: MessageEvent<{ kind: string }>) => {
    heard.push(data.kind)
    const accessToken = { token: 'theirs', expiresAt: Date.now() + 900_000, userId: 'alice', sessionId: 's' }
    if (data.kind === 'request') other.postMessage({ kind: 'token', accessToken })
  }
  signedIn(tokens('old'))
  expect(await renew()).toBe(true)
  expect([freshToken(), refreshes]).toEqual(['theirs', 0])
  await signOut(() => Promise.resolve())
  await vi.waitFor(() => expect(heard).toContain('signed-out'))
  expect(useSession.getState().status).toBe('anonymous')
  other.close()
})
