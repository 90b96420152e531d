/** The portfolio: from the first sign-in to figures that explain themselves. */
import { expect, test } from '@playwright/test'
import { register, somebody } from './account'
import { price, seriousFindings } from './pages'
import { buyBitcoin, openPortfolio, value } from './portfolio'

const CSV = [
  'Date(UTC),Pair,Side,Price,Executed,Amount,Fee',
  '2026-05-01 12:00:00,ETHUSDT,BUY,2000,1ETH,2000USDT,0ETH',
  '2026-05-02 12:00:00,ETHUSDT,SELL,2500,0.4ETH,1000USDT,1USDT',
].join('\n')

test('the portfolio asks for an account and returns to where one was', async ({ page }) => {
  await page.goto('/portfolio?view=watchlists')
  await expect(page).toHaveURL(/\/login\?next=/)
  const person = somebody()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('User name').fill(person.name)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/portfolio\?view=watchlists$/)
})

test('a first transaction gives a value, whose lots are one click away', async ({ page }) => {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await buyBitcoin(page)

  await expect(value(page)).toHaveText(/^\$\d\d,\d{3}\.\d\d$/)
  await page.getByRole('button', { name: 'Lots of Bitcoin' }).click()
  const drawer = page.getByRole('dialog', { name: 'How the Bitcoin figures come about' })
  await expect(drawer.getByRole('row', { name: /trade of 0.5/ })).toContainText('$40,000.00')
  await expect(page).toHaveURL(/lots=bitcoin/)
  await expect(
    drawer.getByRole('img', { name: 'Price of Bitcoin with 1 times bought and 0 times sold.' }),
  ).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(page).not.toHaveURL(/lots=/)
})

test('the value is the holding times the price that the market shows', async ({ page }) => {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await buyBitcoin(page)
  await expect(value(page)).toHaveText(/^\$\d\d,/)
  const worth = Number(await value(page).locator('[title]').getAttribute('title'))
  await page.goto('/dashboard')
  const market = Number(await price(page, 'bitcoin').getAttribute('data-price'))
  expect(Math.abs(worth / (market / 2) - 1)).toBeLessThan(0.02)
})

test('the value follows the market without another request', async ({ page }) => {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await buyBitcoin(page)
  await expect(value(page)).toBeVisible()
  await page.route(/\/api\/portfolio\/[0-9a-f-]+$/, (route) => route.abort())
  const figure = value(page).locator('[title]')
  const before = await figure.getAttribute('title')
  await expect(figure).not.toHaveAttribute('title', before ?? '')
})

test('a file is tried, added, known the second time, and undone', async ({ page }) => {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Import a file' }).click()
  const file = { name: 'trades.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }
  await page.getByLabel('File to import').setInputFiles(file)
  await expect(page.getByTestId('import-summary')).toContainText('2 rows, 2 new')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Add 2 transactions' }).click()
  await expect(page.getByRole('status').filter({ hasText: '2 transactions added' })).toBeVisible()
  await page.getByRole('button', { name: 'Transactions', exact: true }).click()
  await expect(page.locator('[data-transaction]')).toHaveCount(2)

  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('File to import').setInputFiles(file)
  await expect(page.getByTestId('import-summary')).toContainText('0 new, 2 known')
  await expect(page.getByRole('button', { name: 'Add 0 transactions' })).toBeDisabled()
})

test('watchlists keep their order', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/portfolio')
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await expect(page.getByRole('dialog', { name: 'New transaction' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Watchlists' }).click()
  const add = page.getByLabel('Add a coin to Watchlist')
  await add.selectOption('bitcoin')
  await expect(page.locator('[data-coin="bitcoin"]')).toBeVisible()
  await add.selectOption('ethereum')
  await page.getByRole('button', { name: 'Move Ethereum up' }).click()
  await expect(page.locator('[data-coin]').first()).toHaveAttribute('data-coin', 'ethereum')
  expect(await seriousFindings(page)).toEqual([])
})
