/** The analytics page by keyboard and by link, on a market whose figures are known; and live, with nothing stilled. */
import { expect, test, type Page } from '@playwright/test'
import { open } from './pages'
import { standStill } from './stillMarket'

const COINS = ['bitcoin', 'ethereum', 'litecoin', 'cardano', 'bnb', 'monero']

const cell = (page: Page, name: string | RegExp) => page.getByRole('gridcell', { name })

test.describe('on a market that stands still', () => {
  test.beforeEach(async ({ page }) => {
    await standStill(page, { coins: COINS, varied: true })
  })

  test('arrows move in the matrix, Enter opens the pair, and the link has it', async ({ page }) => {
    await open(page, '/analytics')
    await cell(page, /^Ethereum and Bitcoin/).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect(cell(page, /^litecoin and Ethereum: 0.88/)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/pair=litecoin:ethereum/)
    const pair = page.getByRole('region', { name: 'litecoin and Ethereum' })
    await expect(pair).toContainText('0.82 … 0.93')
    await expect(pair).toContainText('163')
    await expect(pair.getByRole('img', { name: /returns of 1 h each/ })).toBeVisible()
    await pair.getByRole('button', { name: 'Close the pair' }).click()
    await expect(page).not.toHaveURL(/pair=/)
  })

  test('a correlation that is unknown is a dash with its reason', async ({ page }) => {
    await open(page, '/analytics?view=correlation')
    await expect(cell(page, 'BNB and Bitcoin: unknown, not enough common returns, n = 12')).toHaveText('—')
    await expect(cell(page, /^monero and Bitcoin: −/)).toHaveText(/^−\.\d\d$/)
  })

  test('g a leads here, and each part has a link of its own', async ({ page }) => {
    await open(page, '/dashboard')
    await expect(page.locator('[data-price]').first()).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await expect(page).toHaveURL(/\/analytics$/)
    await page.getByRole('button', { name: 'Exchanges', exact: true }).click()
    await expect(page).toHaveURL(/view=exchanges/)
    await page.goBack()
    await expect(page).toHaveURL(/\/analytics$/)
  })

  test('one’s own fees are counted, are in the link, and are remembered', async ({ page }) => {
    await open(page, '/analytics?view=exchanges')
    const table = page.getByRole('region', { name: 'Arbitrage, net of fees' })
    await expect(table.locator('[data-coin="bitcoin"]')).toContainText('36.2')
    await page.getByRole('button', { name: /^Taker fees: standard/ }).click()
    await page.getByRole('textbox', { name: /^Kraken/ }).fill('16')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/fees=kraken:16/)
    await expect(table.locator('[data-coin="bitcoin"]')).toContainText('26.1')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Sentiment' }).first().click()
    await page.getByRole('link', { name: 'Analytics' }).first().click()
    await expect(page).toHaveURL(/fees=kraken:16/)
  })

  test('a leg that is too old makes the net unknown, and says which', async ({ page }) => {
    await open(page, '/analytics?view=exchanges&coin=ethereum')
    const pairs = page.getByRole('region', { name: 'Ethereum between exchanges' })
    const row = pairs.locator('[data-pair="binance:kraken"]')
    await expect(row).toContainText('unknown')
    await row.getByRole('button', { name: 'How Binance to Kraken is worked out' }).click()
    await expect(pairs).toContainText('Kraken quote too old (42 s).')
    await expect(pairs).toContainText('67004 USDT × 0.999 USD = 66936.996 USD')
  })

  test('the comparison changes its scale, is a table, and is saved with its mode', async ({ page }) => {
    await open(page, '/analytics?view=compare')
    await page.getByLabel('Scale').selectOption('percent')
    await expect(page).toHaveURL(/scale=percent/)
    await page.getByRole('button', { name: 'Show as table' }).click()
    await expect(page.getByRole('region', { name: /as a table/ })).toContainText('%')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    expect((await saved).suggestedFilename()).toBe('tidemark-compare-7D-live.csv')
    const picture = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as PNG' }).click()
    expect((await picture).suggestedFilename()).toBe('tidemark-compare-7D-live.png')
  })

  test('the crosshair moves by keyboard, and its values are read out', async ({ page }) => {
    await open(page, '/analytics?view=compare')
    const plot = page.getByRole('application')
    await expect(plot.locator('canvas').first()).toBeVisible()
    await plot.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByRole('status').filter({ hasText: 'BTC' })).toContainText(/BTC \d+\.\d/)
  })

  test('conditions of the screener are typed, and are in the link', async ({ page }) => {
    await open(page, '/analytics?view=screener')
    await expect(page.getByText('6 of 6 coins match')).toBeVisible()
    await page.getByRole('button', { name: 'Condition', exact: true }).click()
    await page.getByLabel('Figure', { exact: true }).fill('rsi:14')
    await page.getByLabel('Comparison').selectOption('<')
    await page.getByLabel('Number or figure').fill('30,5')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/where=rsi:14%3C30\.5/)
    await expect(page.getByText('5 of 6 coins match')).toBeVisible()
    await page.getByRole('button', { name: 'Price' }).click()
    await expect(page.getByRole('columnheader', { name: 'Price' })).toHaveAttribute('aria-sort', 'descending')
  })

  test('a block that fails says so, and the others stay', async ({ page }) => {
    await page.route('**/api/analytics/compare*', (route) =>
      route.fulfill({ status: 503, json: { code: 'unavailable', title: 'Unavailable', detail: 'Try later.' } }),
    )
    await open(page, '/analytics')
    await expect(page.getByRole('alert')).toContainText('The comparison could not be loaded')
    await expect(cell(page, /^Ethereum and Bitcoin/)).toBeVisible()
  })

  test('what a link asks for in vain is said', async ({ page }) => {
    await open(page, '/analytics?coins=bitcoin,xyz,ethereum&period=3')
    const notice = page.getByRole('status').filter({ hasText: 'This link asks for' })
    await expect(notice).toContainText('There is no coin “xyz”.')
    await expect(notice).toContainText('“3” is no number of returns')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(page).toHaveURL(/\/analytics$/)
  })
})

test('live: every block shows data or says why not, and nothing fails', async ({ page }) => {
  for (const view of ['overview', 'correlation', 'compare', 'volatility', 'exchanges', 'anomalies', 'screener']) {
    await open(page, `/analytics?view=${view}`)
    await expect(page.locator('main .card').first()).toBeVisible()
    await expect(page.locator('main .sk')).toHaveCount(0)
    await expect(page.locator('main [role="alert"]'), view).toHaveCount(0)
  }
})
