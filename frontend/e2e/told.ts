/** Changes what the page is told by REST and by the stream, where a state must be exact that an exchange would not hold. */
import type { Page, Route } from '@playwright/test'

export interface ToldQuote {
  venue: string
  included: boolean
  reason: string | null
  quiet?: boolean
  as_of?: string | null
}

/** The fields that a coin of the list and a price of the stream share. */
export interface ToldCoin {
  coin_id: string
  as_of: string
  stale: boolean
  quiet: boolean
  reason: string | null
  volume_24h: string
  volume_as_of: string
  volume_stale: string[]
  volume_missing: string[]
  complete_24h_percent?: string
  venues: ToldQuote[]
}

export interface ToldVenue {
  venue: string
  state: string
  reason: string | null
  last_message_at: string
  last_data_at: string
  next_attempt_at: string | null
}

type ToldSummary = Pick<ToldCoin, 'volume_24h' | 'volume_as_of' | 'volume_stale' | 'volume_missing'> & {
  open_gaps: number
  complete_24h_percent: string
}

export interface Changes {
  /** Of every coin in the list of REST. */
  listed?: (coin: ToldCoin) => void
  /** Of every price in the stream. */
  streamed?: (coin: ToldCoin) => void
  venue?: (venue: ToldVenue) => void
  summary?: (summary: ToldSummary) => void
}

const NOTHING = (): void => undefined

interface Message {
  channel?: string
  data?: unknown
  messages?: Message[]
}

/** A channel of venues carries all of them, or the one that changed. */
function venuesIn(data: unknown): ToldVenue[] {
  if (Array.isArray(data)) return data as ToldVenue[]
  return (data as { items?: ToldVenue[] }).items ?? [data as ToldVenue]
}

function alterData({ channel = '', data }: Message, { streamed = NOTHING, venue = NOTHING }: Changes): void {
  if (data === null || data === undefined) return
  if (channel.startsWith('price:')) streamed(data as ToldCoin)
  if (channel === 'venues') venuesIn(data).forEach((one) => venue(one))
}

async function alterAnswer(route: Route, change: (answer: unknown) => void): Promise<void> {
  const response = await route.fetch()
  const json: unknown = await response.json()
  change(json)
  await route.fulfill({ response, json })
}

const itemsOf = (answer: unknown): unknown[] => (answer as { items: unknown[] }).items

export async function tell(page: Page, changes: Changes): Promise<void> {
  const { listed = NOTHING, venue = NOTHING, summary = NOTHING } = changes
  await page.route('**/api/market/coins?*', (route) =>
    alterAnswer(route, (answer) => itemsOf(answer).forEach((coin) => listed(coin as ToldCoin))),
  )
  await page.route('**/api/market/venues', (route) =>
    alterAnswer(route, (answer) => itemsOf(answer).forEach((one) => venue(one as ToldVenue))),
  )
  await page.route('**/api/market/summary', (route) => alterAnswer(route, (answer) => summary(answer as ToldSummary)))
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((text) => {
      const message = JSON.parse(String(text)) as Message
      for (const one of message.messages ?? [message]) alterData(one, changes)
      socket.send(JSON.stringify(message))
    })
  })
}

export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString()
