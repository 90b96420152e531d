/** What the tests share: opening a page in a theme, posting a trade to the simulator, asking axe. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type APIRequestContext, type Page } from '@playwright/test'

export const SIMULATOR_URL = process.env.SIMULATOR_URL ?? 'http://127.0.0.1:8109'

export type Theme = 'dark' | 'light'

export async function open(page: Page, path: string, theme: Theme = 'dark', palette = 'green-red'): Promise<void> {
  const state = JSON.stringify({ state: { theme, palette, single_keys: true }, version: 0 })
  await page.addInitScript((text) => localStorage.setItem('tidemark.preferences', text), state)
  await page.goto(path)
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

interface TradeWanted {
  venue: string
  symbol: string
  price: string
  size: string
  side: 'buy' | 'sell'
}

/** One trade enters the exchange simulator, as if somebody had traded there. */
export async function postTrade(request: APIRequestContext, trade: TradeWanted): Promise<string> {
  const answer = await request.post(`${SIMULATOR_URL}/control/trades`, { data: trade })
  expect(answer.ok(), await answer.text()).toBe(true)
  return ((await answer.json()) as { trade_id: string }).trade_id
}

export async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('; ')}`,
    )
}

/** Every price that is drawn within `selector` from now on: the next trade may replace it before a test looks. */
export async function watchPrices(page: Page, selector: string): Promise<() => Promise<number[]>> {
  const list = await page.evaluateHandle((within) => {
    const seen: number[] = []
    const root = document.querySelector(within)
    const note = () => seen.push(Number(root?.querySelector('[data-price]')?.getAttribute('data-price')))
    if (root) new MutationObserver(note).observe(root, { subtree: true, attributeFilter: ['data-price'] })
    return seen
  }, selector)
  return () => list.jsonValue()
}
