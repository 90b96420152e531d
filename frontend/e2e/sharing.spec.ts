/** What of a portfolio leaves the page: files, sharing links; and what is hidden on it. */
import { expect, test, type Page } from '@playwright/test'
import { seriousFindings } from './pages'
import { openWithBitcoin, value } from './portfolio'

async function createLink(page: Page, amounts = false): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this portfolio' })
  if (amounts) await dialog.getByLabel('Show shares and per cent only').uncheck()
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = dialog.getByTestId('share-link')
  await expect(link).toHaveText(/\/shared\/[\w-]{20,}$/)
  return (await link.textContent()) ?? ''
}

test('a link shows shares to a stranger, no amounts, until it is revoked', async ({ page, browser }) => {
  await openWithBitcoin(page)
  const link = await createLink(page)
  expect(await seriousFindings(page)).toEqual([])

  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: 'My portfolio' })).toBeVisible()
  await expect(stranger.getByText('Read only')).toBeVisible()
  await expect(stranger.getByRole('row', { name: /Bitcoin/ })).toContainText('100.0%')
  await expect(stranger).toHaveTitle(/My portfolio, shared portfolio/)
  await expect(stranger.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/)
  await expect(stranger.getByRole('columnheader', { name: 'Value' })).toBeHidden()
  expect(await seriousFindings(stranger)).toEqual([])

  await page.getByRole('button', { name: /^Revoke the link of/ }).click()
  await expect(page.locator('[data-share="revoked"]')).toBeVisible()
  await stranger.reload()
  await expect(stranger.getByRole('heading', { name: 'This link shows nothing' })).toBeVisible()
  expect(await seriousFindings(stranger)).toEqual([])
})

test('a link with amounts shows them', async ({ page, browser }) => {
  await openWithBitcoin(page)
  const link = await createLink(page, true)
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('columnheader', { name: 'Value' })).toBeVisible()
  await expect(stranger.locator('.figure')).toHaveText(/^\$\d/)
})

test('a link that never was says so', async ({ page }) => {
  for (const token of ['none', 'a'.repeat(43)]) {
    await page.goto(`/shared/${token}`)
    await expect(page.getByRole('heading', { name: 'This link shows nothing' })).toBeVisible()
  }
})

test('statement, transactions and disposals are saved as files', async ({ page }) => {
  await openWithBitcoin(page)
  for (const [label, ending] of [
    ['Statement, PDF', 'pdf'],
    ['All transactions, CSV', 'csv'],
    ['Disposals, CSV', 'csv'],
  ] as const) {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'PDF, CSV' }).click()
    await page.getByRole('menuitem', { name: label }).click()
    expect((await saved).suggestedFilename()).toContain(`.${ending}`)
  }
})

test('hidden amounts are dots everywhere, per cent stay, also after a reload', async ({ page }) => {
  await openWithBitcoin(page)
  const button = page.getByRole('button', { name: 'Hide amounts' })
  await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'true')
  await expect(value(page)).toHaveText('••••hidden')
  await page.reload()
  await expect(value(page)).toHaveText('••••hidden')
  const main = page.getByRole('main')
  for (const view of ['overview', 'performance', 'transactions']) {
    await page.goto(`/portfolio?view=${view}`)
    await expect(main).toContainText('hidden')
    // The market price of a coin is no secret: it has no currency sign in the table.
    await expect(main).not.toContainText('$')
    await expect(main.locator('[title*="20000"], [title^="0.5"]')).toHaveCount(0)
  }
  await page.goto('/portfolio')
  await expect(page.getByRole('region', { name: 'Allocation' })).toContainText('100.0%')
  expect(await seriousFindings(page)).toEqual([])
})

test('a portfolio is renamed, another one begun, and deleted', async ({ page }) => {
  await openWithBitcoin(page)
  await page.getByRole('button', { name: 'Settings of this portfolio' }).click()
  await page.getByLabel('Name').fill('Long term')
  await page.getByLabel('Lots are taken from').selectOption('wallet')
  await page.getByLabel('From, UTC').fill('2026-01-01')
  await page.getByRole('button', { name: 'Save' }).click()
  const which = page.getByLabel('Which portfolio')
  await expect(which.locator('option:checked')).toHaveText('Long term')

  await which.selectOption({ label: 'New portfolio…' })
  await page.getByLabel('Name').fill('Short term')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Create portfolio' }).click()
  await expect(which.locator('option:checked')).toHaveText('Short term')

  await page.getByRole('button', { name: 'Settings of this portfolio' }).click()
  await page.getByRole('button', { name: 'Delete portfolio' }).click()
  await page
    .getByRole('dialog', { name: 'Delete Short term?' })
    .getByRole('button', { name: 'Delete portfolio' })
    .click()
  await expect(which.locator('option:checked')).toHaveText('Long term')
})
