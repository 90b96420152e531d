/** What the tests of portfolios share: a new owner, a first purchase, the value. */
import { expect, type Page } from '@playwright/test'
import { register, somebody } from './account'

export const value = (page: Page) => page.getByTestId('portfolio-value')

export async function openPortfolio(page: Page): Promise<void> {
  await register(page, somebody())
  await page.goto('/portfolio')
}

/** Half a Bitcoin for 20 000 dollars. */
export async function buyBitcoin(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'New transaction' })
  await dialog.getByLabel('Coin', { exact: true }).fill('BTC')
  await dialog.getByLabel('Quantity').fill('0,5')
  await dialog.getByLabel('Paid, in all').fill('20,000.00')
  await dialog.getByRole('button', { name: 'Add transaction' }).click()
  await expect(dialog).toBeHidden()
}

export async function openWithBitcoin(page: Page): Promise<void> {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await buyBitcoin(page)
  await expect(value(page)).toBeVisible()
}
