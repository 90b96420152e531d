/** What the tests of portfolios share: a new owner, a first purchase, the value. */
import { expect, type Page } from '@playwright/test'
import { register, somebody } from './account'

const DAY = 86_400_000
const IMPORTED_WITHIN = 180_000

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

/** At noon, so many days ago: within the days of history that these tests' platform imports. */
const noon = (daysAgo: number): string => `${new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 10)}T12:00:00Z`

/** Eight weeks: bought in turns, sold, converted, a reward, and a coin that no exchange lists. */
const ledger = (): string => `time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset,fee_quantity,fee_asset
${noon(56)},trade,Kraken,0.4,BTC,16000,USD,20,USD
${noon(50)},trade,Kraken,6,ETH,12000,USD,15,USD
${noon(44)},trade,Binance,80,SOL,9000,USD,9,USD
${noon(38)},staking,Kraken,0.05,ETH,,,,
${noon(31)},trade,Kraken,9000,USD,0.1,BTC,10,USD
${noon(24)},trade,Binance,4000,XRP,20,SOL,,
${noon(17)},deposit,Ledger,1500,XEM,,,,
${noon(10)},trade,Kraken,8000,USD,2,ETH,8,USD
`

const DAYS = 57
const LISTED = ['bitcoin', 'ethereum', 'solana', 'xrp']

/** Days whose candles are there, of the coin that has the fewest. */
async function importedDays(page: Page): Promise<number> {
  const counts = LISTED.map(async (coin) => {
    const answer = await page.request.get(`/api/market/candles/${coin}?interval=1d&limit=${DAYS}`)
    return ((await answer.json()) as { items: unknown[] }).items.length
  })
  return Math.min(...(await Promise.all(counts)))
}

/** A portfolio with a past, through the import; soon after a first start it waits for the prices of then. */
export async function openWithLedger(page: Page): Promise<void> {
  await expect.poll(() => importedDays(page), { timeout: IMPORTED_WITHIN }).toBe(DAYS)
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Import a file' }).click()
  const file = { name: 'ledger.csv', mimeType: 'text/csv', buffer: Buffer.from(ledger()) }
  await page.getByLabel('File to import').setInputFiles(file)
  const dialog = page.getByRole('dialog', { name: 'Import transactions' })
  await dialog.getByRole('button', { name: 'Add 8 transactions' }).click()
  await expect(dialog).toBeHidden()
  await expect(value(page)).toBeVisible()
}
