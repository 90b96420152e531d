/** Preferences of the browser and of the account, with a fake server whose answers a test holds back. */
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { usePreferences } from '@/lib/preferences'
import { deferred } from '@/testing/deferred'
import { forgetUnsaved, startPreferences, useSaving } from './preferences'
import { continueSignedOut, signedIn, startSession, useSession } from './session'

const ACCOUNT = {
  theme: 'light',
  palette: 'green-red',
  currency: 'USD',
  notifications: { email_security: true, email_alerts: true },
  default_coin: 'bitcoin',
  default_range: '24H',
  time_zone: 'utc',
}

let stored: Record<string, unknown>
let saves: unknown[]
/** What a read of the preferences waits for. */
let held: Promise<void>
let failures: number

const tokens = (user: string) => ({
  access_token: `head.${btoa(JSON.stringify({ sub: user, sid: 's' }))}.tail`,
  expires_in: 600,
})
const answerOf = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })

async function serve(request: Request): Promise<Response> {
  if (request.method === 'PUT') {
    const change = (await request.json()) as Record<string, unknown>
    saves.push(change)
    stored = { ...stored, ...change }
    return answerOf(stored)
  }
  const now = stored
  await held
  if (failures-- > 0) return new Response('{}', { status: 503 })
  return answerOf(now)
}

beforeAll(() => {
  startSession(() => Promise.resolve(null))
  startPreferences(new QueryClient())
})

beforeEach(() => {
  ;[stored, saves, held, failures] = [ACCOUNT, [], Promise.resolve(), 0]
  vi.stubGlobal('fetch', serve)
})

afterEach(() => {
  continueSignedOut()
  usePreferences.setState(usePreferences.getInitialState())
  forgetUnsaved()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const theme = () => usePreferences.getState().theme
const read = () => vi.waitFor(() => expect(theme()).toBe('light'))

test("on sign-in the account's preferences replace the browser's", async () => {
  signedIn(tokens('alice'))
  await read()
  expect(saves).toEqual([])
})

test("a preference chosen before the account's are read stays and is saved, the others are the account's", async () => {
  const answer = deferred()
  held = answer.promise
  signedIn(tokens('alice'))
  usePreferences.setState({ palette: 'blue-orange' })
  answer.resolve()
  await read()
  expect(usePreferences.getState().palette).toBe('blue-orange')
  await vi.waitFor(() => expect(saves).toEqual([{ palette: 'blue-orange' }]))
  expect(usePreferences.getState().palette).toBe('blue-orange')
})

test('a preference chosen before the sign-in stays and is saved', async () => {
  usePreferences.setState({ default_range: '7D' })
  signedIn(tokens('alice'))
  await vi.waitFor(() => expect(saves).toEqual([{ default_range: '7D' }]))
  expect(theme()).toBe('light')
})

test('what one user chose is not saved to the account of the next', async () => {
  signedIn(tokens('alice'))
  await read()
  usePreferences.setState({ theme: 'dark' })
  continueSignedOut()
  signedIn(tokens('bob'))
  await read()
  expect(saves).toEqual([])
})

test('an answer that comes after the sign-out changes nothing', async () => {
  const answer = deferred()
  held = answer.promise
  signedIn(tokens('alice'))
  await vi.waitFor(() => expect(useSession.getState().status).toBe('signed-in'))
  continueSignedOut()
  answer.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(theme()).toBe('system')
})

test('preferences that could not be read are asked for again, and a choice made meanwhile is saved', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  failures = 1
  signedIn(tokens('alice'))
  await vi.waitFor(() => expect(useSaving.getState().text).toContain('Trying again.'))
  usePreferences.setState({ palette: 'red-green' })
  await vi.advanceTimersByTimeAsync(20_000)
  await vi.waitFor(() => expect(saves).toEqual([{ palette: 'red-green' }]))
  expect(theme()).toBe('light')
})
