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

/** Two years: bought in turns, sold, converted, a reward, and a coin that no exchange lists. */
const LEDGER = `time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset,fee_quantity,fee_asset
2025-01-10T12:00:00Z,trade,Kraken,0.4,BTC,16000,USD,20,USD
2025-03-02T12:00:00Z,trade,Kraken,6,ETH,12000,USD,15,USD
2025-06-15T12:00:00Z,trade,Binance,80,SOL,9000,USD,9,USD
2025-09-01T12:00:00Z,staking,Kraken,0.05,ETH,,,,
2025-11-20T12:00:00Z,trade,Kraken,9000,USD,0.1,BTC,10,USD
2026-02-03T12:00:00Z,trade,Binance,4000,XRP,20,SOL,,
2026-05-05T12:00:00Z,deposit,Ledger,1500,XEM,,,,
2026-08-11T12:00:00Z,trade,Kraken,8000,USD,2,ETH,8,USD
`

/** A portfolio with a past, through the import. */
export async function openWithLedger(page: Page): Promise<void> {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Import a file' }).click()
  const file = { name: 'ledger.csv', mimeType: 'text/csv', buffer: Buffer.from(LEDGER) }
  await page.getByLabel('File to import').setInputFiles(file)
  const dialog = page.getByRole('dialog', { name: 'Import transactions' })
  await dialog.getByRole('button', { name: 'Add 8 transactions' }).click()
  await expect(dialog).toBeHidden()
  await expect(value(page)).toBeVisible()
}
