import { expect, test } from '@playwright/test'
import { open, postTrade } from './pages'

test.beforeEach(async ({ page }) => {
  await open(page, '/coins/bitcoin')
  await expect(page.getByTestId('price').locator('[data-price]')).toBeVisible()
})

test('the chart is drawn, with its legend and the notice of its maker', async ({ page }) => {
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
  await expect(page.getByTestId('legend')).toContainText(/O.*H.*L.*C.*V/)
  await expect(page.getByRole('link', { name: /TradingView Lightweight Charts/ })).toBeVisible()
})

test('a key chooses the range, the URL keeps it', async ({ page }) => {
  await page.keyboard.press('1')
  await expect(page).toHaveURL(/range=1H/)
  await expect(page.getByRole('button', { name: '1H', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('combobox', { name: 'Interval' })).toHaveValue('1m')
})

test('the crosshair moves by keyboard and the legend follows', async ({ page }) => {
  const plot = page.getByRole('application')
  // Ten candles to the left there must be another one: the history is here.
  await expect(plot).toHaveAttribute('aria-description', /in \d{2,} candles/)
  const newest = await page.getByTestId('legend').locator('b').first().textContent()
  await plot.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByTestId('legend').locator('b').first()).not.toHaveText(newest ?? '')
})

test('the candles can be read as a table', async ({ page }) => {
  await page.getByRole('button', { name: 'Show as table' }).click()
  const table = page.getByRole('region', { name: 'Bitcoin, candles as a table' })
  await expect(table.getByRole('row').nth(1)).toBeVisible()
})

test('the candles are exported exactly, with the mode in the name', async ({ page }) => {
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Candles and indicators, CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^tidemark-bitcoin-5m-simulated\.csv$/)
})

test('trades that come while paused wait and are counted', async ({ page, request }) => {
  const first = page.locator('[data-trade]').first()
  await expect(first).toBeVisible()
  await page.getByRole('region', { name: 'List of trades' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause the trades' })).toHaveAttribute('aria-pressed', 'true')
  const newest = (await first.getAttribute('data-trade')) ?? ''
  const price = (await page.getByTestId('price').locator('[data-price]').getAttribute('data-price')) ?? ''
  const rounded = Number(price).toFixed(1)
  const id = await postTrade(request, {
    venue: 'kraken',
    symbol: 'BTC/USD',
    price: rounded,
    size: '0.017',
    side: 'buy',
  })
  await expect(page.getByRole('button', { name: /^\d+ new$/ })).toBeVisible()
  await expect(first).toHaveAttribute('data-trade', newest)
  // The posted trade is among those that wait once the stream has brought it; then the list shows it.
  await page.getByRole('button', { name: /^\d+ new$/ }).click()
  await expect(page.locator(`[data-trade="${id}"]`)).toBeVisible()
})

test('a symbol leads to the slug, an unknown coin to a page that says so', async ({ page }) => {
  await page.goto('/coins/ETH')
  await expect(page).toHaveURL(/\/coins\/ethereum$/)
  await page.goto('/coins/xyzzy')
  await expect(page.getByRole('heading', { name: 'There is no coin “xyzzy”' })).toBeVisible()
  await expect(page.getByText(/The \d+ coins we follow are in Market\./)).toBeVisible()
})

test('a coin of a fraction of a cent is shown in the steps that it moves by', async ({ page }) => {
  await open(page, '/coins/pepe?range=1H')
  await expect(page.getByTestId('price').locator('[data-price]')).toHaveText(/^\$0\.0000\d{4,}$/)
  const legend = page.getByTestId('legend')
  await expect(legend).toContainText(/O 0\.0000\d{4,}.*H 0\.0000\d{4,}.*L 0\.0000\d{4,}.*C 0\.0000\d{4,}/)
  await page.getByRole('application').focus()
  // Not every minute has a trade that moves it.
  await expect(async () => {
    await page.keyboard.press('ArrowLeft')
    const [, , high, low] = await legend.locator('b').allTextContents()
    expect(high).not.toBe(low)
  }).toPass()
})
