/** Transactions: entered with a coin by name and the price of that time, changed, deleted, taken back; questions. */
import { expect, test, type Page } from '@playwright/test'
import { seriousFindings } from './pages'
import { openPortfolio, openWithBitcoin } from './portfolio'

const dialogOf = (page: Page, name = 'New transaction') => page.getByRole('dialog', { name })

async function add(page: Page, fields: Record<string, string>, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Transaction', exact: true }).click()
  const dialog = dialogOf(page)
  await dialog.getByLabel('What happened').selectOption(kind)
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text)
  await dialog.getByRole('button', { name: 'Add transaction' }).click()
  await expect(dialog).toBeHidden()
}

async function begin(page: Page): Promise<void> {
  await openPortfolio(page)
  await page.getByRole('button', { name: 'Add a transaction' }).click()
  await expect(dialogOf(page)).toBeVisible()
}

async function showTransactions(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Transactions', exact: true }).click()
}

test('a coin is found by its name with the keyboard alone, and its price then is named with its source', async ({
  page,
}) => {
  await begin(page)
  const coin = dialogOf(page).getByRole('combobox', { name: 'Coin', exact: true })
  await expect(coin).toBeFocused()
  await page.keyboard.type('ethe')
  await expect(page.getByRole('option', { name: /Ethereum/ }).first()).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('option').first()).toBeHidden()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(coin).toHaveValue('ETH')
  await expect(coin).toHaveAccessibleDescription('Ethereum (ETH)')
  const then = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 16)
  await dialogOf(page).getByLabel('Time, UTC').fill(then)
  await dialogOf(page).getByLabel('Quantity').fill('2')
  await expect(dialogOf(page).getByText(/^1 ETH was \$[\d,.]+ then \(ETH-USD\.COMPOSITE/)).toBeVisible()
  await dialogOf(page).getByRole('button', { name: 'Use it' }).click()
  await expect(dialogOf(page).getByLabel('Paid, in all')).toHaveValue(/^\d+/)
})

test('what was typed is asked about before Esc throws it away', async ({ page }) => {
  await begin(page)
  await dialogOf(page).getByLabel('Quantity').fill('2')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert').filter({ hasText: 'Throw it away?' })).toBeVisible()
  await page.getByRole('button', { name: 'Keep it open' }).click()
  await expect(dialogOf(page).getByLabel('Quantity')).toHaveValue('2')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Throw it away' }).click()
  await expect(dialogOf(page)).toBeHidden()
  await page.getByRole('button', { name: 'Transaction', exact: true }).click()
  await expect(dialogOf(page).getByLabel('Quantity')).toHaveValue('')
})

test('what the server refuses stands beside its field', async ({ page }) => {
  await begin(page)
  await dialogOf(page).getByRole('combobox', { name: 'Coin', exact: true }).fill('nocoin')
  await dialogOf(page).getByLabel('Quantity').fill('1')
  await dialogOf(page).getByLabel('Paid, in all').fill('1.234,5')
  await dialogOf(page).getByRole('button', { name: 'Add transaction' }).click()
  await expect(dialogOf(page).getByLabel('Coin', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(dialogOf(page).getByLabel('Coin', { exact: true })).toBeFocused()
})

test('a deleted row comes back, and a changed one is as before', async ({ page }) => {
  await openWithBitcoin(page)
  await showTransactions(page)
  await page.getByRole('button', { name: /^Delete trade/ }).click()
  await expect(page.getByRole('heading', { name: 'No transactions yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  const row = page.locator('[data-transaction]')
  await expect(row).toContainText('$20,000.00')

  await page.getByRole('button', { name: /^Change trade/ }).click()
  const dialog = dialogOf(page, 'Change transaction')
  await dialog.getByLabel('Paid, in all').fill('30000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(row).toContainText('$30,000.00')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('$20,000.00')
})

test('a withdrawal and a deposit become one transfer, and two rows again', async ({ page }) => {
  await openWithBitcoin(page)
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)
  await add(page, { Coin: 'BTC', Quantity: '0.2', 'Time, UTC': later(1), Wallet: 'Main' }, 'withdrawal')
  await add(page, { Coin: 'BTC', Quantity: '0.199', 'Time, UTC': later(2), Wallet: 'Ledger' }, 'deposit')
  await showTransactions(page)
  const questions = page.getByRole('region', { name: 'Needs your answer' })
  const pair = questions.locator('[data-question="unmatched_transfer"]', { hasText: 'between your own wallets?' })
  await expect(pair).toContainText('0.199')
  expect(await seriousFindings(page)).toEqual([])
  await pair.getByRole('button', { name: 'Make it one transfer' }).click()
  const rows = page.locator('[data-transaction]')
  await expect(rows.filter({ hasText: 'Main → Ledger' })).toContainText('0.199')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows).toHaveCount(3)

  await pair.getByRole('button', { name: 'Make it one transfer' }).click()
  await page.getByRole('button', { name: /^Take apart transfer/ }).click()
  await expect(rows).toHaveCount(3)
})

test('what is missing is added from its question, and a question is declined and asked again', async ({ page }) => {
  await begin(page)
  const dialog = dialogOf(page)
  await dialog.getByLabel('What happened').selectOption('sell')
  await dialog.getByLabel('Coin', { exact: true }).fill('ETH')
  await dialog.getByLabel('Quantity').fill('1')
  await dialog.getByLabel('Received, in all').fill('2000')
  await dialog.getByRole('button', { name: 'Add transaction' }).click()
  const questions = page.getByRole('region', { name: 'Needs your answer' })
  await expect(questions).toContainText('More Ethereum went out than came in')
  await questions.getByRole('button', { name: 'It is right so' }).click()
  await expect(questions).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(questions).toBeVisible()

  await questions.getByRole('button', { name: 'Add what is missing' }).click()
  await expect(dialog.getByLabel('Quantity')).toHaveValue('1')
  await expect(dialog.getByLabel('What happened')).toHaveValue('deposit')
  await dialog.getByLabel('Worth then').fill('1500')
  await dialog.getByRole('button', { name: 'Add transaction' }).click()
  await expect(questions).not.toContainText('More Ethereum went out')
})
