/** What the tests share: opening a page in a theme, posting a trade to the simulator, checking accessibility. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type APIRequestContext, type Page } from '@playwright/test'

export const SIMULATOR_URL = process.env.SIMULATOR_URL ?? 'http://127.0.0.1:8109'

export type Theme = 'dark' | 'light'

/** Opens a page as somebody does who has chosen these preferences before; not again when the page is reloaded. */
export async function openWith(page: Page, path: string, preferences: Record<string, unknown>): Promise<void> {
  const state = JSON.stringify({ state: { single_keys: true, ...preferences }, version: 0 })
  await page.addInitScript((text) => {
    if (sessionStorage.getItem('chosen') === null) localStorage.setItem('tidemark.preferences', text)
    sessionStorage.setItem('chosen', 'yes')
  }, state)
  await page.goto(path)
}

export async function open(page: Page, path: string, theme: Theme = 'dark', palette = 'green-red'): Promise<void> {
  await openWith(page, path, { theme, palette })
}

export async function openMarket(page: Page, theme: Theme = 'dark'): Promise<void> {
  await open(page, '/dashboard', theme)
  await expect(price(page, 'bitcoin')).toBeVisible()
}

export function price(page: Page, coinId: string) {
  return page.locator(`[data-coin="${coinId}"] [data-price]`)
}

/** The exact text behind a shown price. */
export async function exactPrice(page: Page, coinId: string): Promise<number> {
  return Number(await price(page, coinId).getAttribute('data-price'))
}

interface NewTrade {
  venue: string
  symbol: string
  price: string
  size: string
  side: 'buy' | 'sell'
}

/** One trade enters the exchange simulator, as if somebody had traded there. */
export async function postTrade(request: APIRequestContext, trade: NewTrade): Promise<string> {
  const answer = await request.post(`${SIMULATOR_URL}/control/trades`, { data: trade })
  expect(answer.ok(), await answer.text()).toBe(true)
  return ((await answer.json()) as { trade_id: string }).trade_id
}

/** How many trades a second the simulator generates; 0 leaves only the trades that a test posts. */
export async function generateTrades(request: APIRequestContext, perSecond: number): Promise<void> {
  const answer = await request.post(`${SIMULATOR_URL}/control/generate`, { data: { trades_per_second: perSecond } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

export async function tradesPerSecond(request: APIRequestContext): Promise<number> {
  const answer = await request.get(`${SIMULATOR_URL}/control/state`)
  return ((await answer.json()) as { trades_per_second: number }).trades_per_second
}

/** The widths and themes of which the parts of a page have pictures. */
export const LOOKS = [
  [390, 'light'],
  [390, 'dark'],
  [1440, 'dark'],
  [1920, 'light'],
] as const

/** Beyond this width a page has the same parts beside each other: axe looks at them once, since a look takes seconds. */
export const WIDEST_FOR_AXE = 1440

/** What axe finds that keeps somebody from using the page. Still: a tint that fades would be measured halfway. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('; ')}`,
    )
}
