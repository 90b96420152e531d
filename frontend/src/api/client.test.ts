/** The REST client against a real HTTP server. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiError } from './client'
import { createApi, listenToMode, unwrap } from './client'

let server: Server
let base = ''

const ANSWERS: Record<string, (answer: ServerResponse) => void> = {
  '/api/market/coins?limit=5': (answer) => answer.writeHead(200, { 'X-Data-Mode': 'replay' }).end('{"items":[]}'),
  '/api/market/coins/missing': (answer) =>
    answer
      .writeHead(404, { 'Content-Type': 'application/problem+json' })
      .end('{"code":"unknown_coin","detail":"No coin is known as \'x\'","request_id":"r1"}'),
  '/api/market/coins/limited': (answer) =>
    answer.writeHead(429, { 'Retry-After': '12' }).end('{"code":"rate_limited"}'),
  '/api/market/coins/broken': (answer) => answer.writeHead(502, { 'X-Request-ID': 'r2' }).end('<html>'),
}

beforeAll(async () => {
  server = createServer((request, answer) => ANSWERS[request.url ?? '']?.(answer))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;(
    globalThis as { happyDOM?: { settings: { fetch: { disableSameOriginPolicy: boolean } } } }
  ).happyDOM!.settings.fetch.disableSameOriginPolicy = true
})

afterAll(() => server.close())

const coin = (id: string, server = base) =>
  unwrap(createApi(server).GET('/api/market/coins/{coin_id}', { params: { path: { coin_id: id } } }))

const failure = (id: string, server = base) =>
  coin(id, server).then(
    () => null,
    (error: unknown) => error as ApiError,
  )

test('the mode of the data is read from each answer; an undefined parameter is not sent', async () => {
  const modes: string[] = []
  listenToMode((mode) => modes.push(mode))
  const query = { limit: 5, query: undefined }
  expect(await unwrap(createApi(base).GET('/api/market/coins', { params: { query } }))).toEqual({ items: [] })
  expect(modes).toEqual(['replay'])
})

test('a problem document becomes an error with its code, text and request id', async () => {
  expect(await failure('missing')).toMatchObject({
    status: 404,
    code: 'unknown_coin',
    detail: "No coin is known as 'x'",
    requestId: 'r1',
  })
})

test('a 429 has the seconds to wait', async () => {
  expect(await failure('limited')).toMatchObject({ status: 429, retryAfterS: 12 })
})

test('an answer that is no problem document becomes an error with its request id', async () => {
  expect(await failure('broken')).toMatchObject({ status: 502, code: 'http_502', requestId: 'r2' })
})

test('without a server the error is `unreachable`', async () => {
  expect(await failure('missing', 'http://127.0.0.1:1')).toMatchObject({ status: 0, code: 'unreachable' })
})
