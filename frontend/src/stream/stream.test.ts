/** The session over a fake socket: the test plays the server. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backoff } from './backoff'
import { ServerClock } from './clock'
import { itemsOf, parseFrame, type ClientMessage } from './protocol'
import { StreamClient } from './socket'
import { mergeVenues } from './useVenues'
import type { VenueStatus } from '@/api/types'

class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 1
  sent: ClientMessage[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null

  constructor(readonly address: string) {
    FakeSocket.all.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage)
  }

  close(): void {
    this.readyState = 3
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }

  hello(stream = 's1'): void {
    this.say({
      type: 'hello',
      stream,
      mode: 'simulated',
      server_time: '2026-11-22T10:00:00Z',
      stale_after_s: 15,
      heartbeat_s: 20,
    })
  }

  cut(): void {
    this.readyState = 3
    this.onclose?.()
  }

  subscriptions() {
    return this.sent.filter((message) => message.op === 'subscribe')
  }
}

const socket = (at = -1): FakeSocket => FakeSocket.all.at(at)!

const heard: string[] = []
const lost: number[] = []
const refused: string[] = []
const make = (): StreamClient =>
  new StreamClient('ws://test/ws', {
    onOpening: () => undefined,
    onHello: ({ stream }) => heard.push(`hello ${stream}`),
    onMessages: (messages) => messages.forEach((one) => heard.push(`${one.channel} ${one.seq}`)),
    onGap: (channel) => heard.push(`gap ${channel}`),
    onRefused: (code) => refused.push(code),
    onPong: () => heard.push('pong'),
    onLost: (attempt) => lost.push(attempt),
  })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.all = []
  heard.length = 0
  lost.length = 0
  refused.length = 0
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a session', () => {
  test('subscribes once for two users, and to all channels of a table in one message', () => {
    const client = make()
    client.open()
    socket().hello()
    client.subscribe('price:bitcoin')
    client.subscribe('price:bitcoin')
    client.subscribe('price:cardano')
    vi.advanceTimersByTime(30)
    expect(
      socket()
        .subscriptions()
        .map((message) => message.channels),
    ).toEqual([['price:bitcoin', 'price:cardano']])
    client.close()
  })

  test('comes back after a cut, subscribes again and resumes by seq', () => {
    const client = make()
    client.subscribe('trades:bitcoin')
    client.open()
    socket().hello()
    socket().say({ type: 'update', messages: [{ channel: 'trades:bitcoin', seq: 184, data: {} }], sent_at: 'x' })
    socket().cut()
    vi.advanceTimersByTime(500)
    expect(FakeSocket.all).toHaveLength(2)
    socket().hello()
    expect(socket().subscriptions()[0]).toMatchObject({
      channels: ['trades:bitcoin'],
      resume: { stream: 's1', channels: { 'trades:bitcoin': 184 } },
    })
    client.close()
  })

  test('authenticates before it subscribes, again after a cut, and with each new token', () => {
    const client = make()
    client.subscribe('account')
    client.authenticate('token 1')
    client.open()
    socket().hello()
    expect(socket().sent.map((message) => message.op)).toEqual(['auth', 'subscribe', 'ping'])
    client.authenticate('token 2')
    expect(socket().sent.at(-1)).toMatchObject({ op: 'auth', token: 'token 2' })
    socket().cut()
    vi.advanceTimersByTime(500)
    socket().hello()
    expect(socket().sent[0]).toMatchObject({ op: 'auth', token: 'token 2' })
    client.close()
  })

  test('reports a refused token, and subscribes to private channels again with the next one', () => {
    const client = make()
    client.subscribe('account')
    client.authenticate('token 1')
    client.open()
    socket().hello()
    socket().say({ type: 'error', code: 'token_expired', detail: '', channel: 'account' })
    socket().say({ type: 'error', code: 'unknown_channel', detail: '', channel: 'x' })
    expect(refused).toEqual(['token_expired'])
    client.authenticate('token 2')
    expect(socket().subscriptions().at(-1)?.channels).toEqual(['account'])
    client.close()
  })

  test('waits as long as it is told when a subscription costs too much, then asks again', () => {
    const client = make()
    client.subscribe('trades:bitcoin')
    client.subscribe('price:bitcoin')
    client.open()
    socket().hello()
    const { id } = socket().subscriptions()[0]!
    socket().say({ type: 'error', id, code: 'rate_limited', detail: 'x', retry_after_ms: 1_200 })
    vi.advanceTimersByTime(1_100)
    expect(socket().subscriptions()).toHaveLength(1)
    vi.advanceTimersByTime(200)
    expect(socket().subscriptions()[1]).toMatchObject({ channels: ['trades:bitcoin', 'price:bitcoin'] })
    expect(FakeSocket.all).toHaveLength(1)
    client.close()
  })

  test('names the old stream to a new one, and drops a seq that was resynced', () => {
    const client = make()
    client.subscribe('trades:bitcoin')
    client.open()
    socket().hello('old')
    socket().say({ type: 'snapshot', channel: 'trades:bitcoin', seq: 9, data: null })
    socket().cut()
    vi.advanceTimersByTime(500)
    socket().hello('new')
    expect(socket().subscriptions()[0]?.resume?.stream).toBe('old')
    socket().say({ type: 'resync', channel: 'trades:bitcoin', reason: 'new_stream' })
    expect(heard).toContain('gap trades:bitcoin')
    socket().cut()
    vi.advanceTimersByTime(1000)
    socket().hello('new')
    expect(socket().subscriptions()[0]).not.toHaveProperty('resume')
    client.close()
  })

  test('unsubscribes when it is paused, and resumes afterwards', () => {
    const client = make()
    client.subscribe('trades:bitcoin')
    client.open()
    socket().hello()
    socket().say({ type: 'snapshot', channel: 'trades:bitcoin', seq: 5, data: null })
    client.pause(true)
    expect(socket().sent.at(-1)).toMatchObject({ op: 'unsubscribe', channels: ['trades:bitcoin'] })
    client.pause(false)
    expect(socket().sent.at(-1)).toMatchObject({ op: 'subscribe', resume: { channels: { 'trades:bitcoin': 5 } } })
    client.close()
  })

  test('closes a socket that stays silent', () => {
    const client = make()
    client.open()
    socket().hello()
    vi.advanceTimersByTime(45_000)
    expect(lost).toEqual([1])
    client.close()
  })

  test('ignores frames that are no messages', () => {
    const client = make()
    client.open()
    for (const data of ['{', '[]', 'null', '{"type":"unheard"}']) socket().onmessage?.({ data })
    socket().hello()
    expect(heard).toEqual(['hello s1'])
    client.close()
  })
})

test('the wait doubles with each failure up to a cap, and is random in its upper half', () => {
  expect([1, 2, 3, 20].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 15_000])
  expect(backoff(3, () => 0)).toBe(1000)
})

test('the clock uses the shortest round trip', () => {
  const clock = new ServerClock()
  clock.oneWay(5_000, 0)
  expect(clock.now(0)).toBe(5_000)
  clock.roundTrip(0, 10_050, 100)
  clock.roundTrip(200, 10_900, 1_000)
  expect(clock.now(0)).toBe(10_000)
})

test('data of any shape is a list of items', () => {
  expect([itemsOf(null), itemsOf([1]), itemsOf({ items: [1, 2] }), itemsOf({ a: 1 })]).toEqual([
    [],
    [1],
    [1, 2],
    [{ a: 1 }],
  ])
  expect(parseFrame('{"type":"pong","id":1}')?.type).toBe('pong')
})

test('a new state of one exchange leaves the others as they are', () => {
  const [binance, kraken] = ['binance', 'kraken'].map((venue) => ({ venue, state: 'live' }) as VenueStatus)
  expect(mergeVenues([binance!, kraken!], { venue: 'kraken', state: 'stale' })).toEqual([
    binance,
    { venue: 'kraken', state: 'stale' },
  ])
})
