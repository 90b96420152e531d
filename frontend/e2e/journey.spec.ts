/** From registration to the statement in PDF, with the keyboard alone. */
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { somebody } from './account'
import { open, seriousFindings, type Theme } from './pages'
import { value } from './portfolio'

const MOST_STEPS = 80

/** Tab on until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      const texts = [
        element?.getAttribute('aria-label'),
        ...labels.map(({ innerText }) => innerText),
        element?.textContent,
      ]
      return texts.map((text) => text?.trim() ?? '')
    })
    if (focused.includes(name)) return
  }
  throw new Error(`the focus never came to “${name}”`)
}

async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.type(text)
}

async function createAccount(page: Page, theme: Theme): Promise<void> {
  const person = somebody()
  await open(page, '/register?next=%2Fportfolio', theme)
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await page.keyboard.type(person.email)
  await typeInto(page, 'User name', person.name)
  await typeInto(page, 'Password', person.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/portfolio$/)
}

async function buyBitcoin(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'New transaction' })
  await expect(dialog.getByLabel('Coin', { exact: true })).toBeFocused()
  await page.keyboard.type('bitcoin')
  await page.keyboard.press('Enter')
  await typeInto(page, 'Quantity', '0.5')
  await typeInto(page, 'Paid, in all', '20000')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

async function saveStatement(page: Page): Promise<Buffer> {
  await tabTo(page, 'PDF, CSV')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Statement, PDF' })).toBeFocused()
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  return readFileSync(await (await saved).path())
}

for (const [width, theme] of [
  [390, 'light'],
  [390, 'dark'],
  [1920, 'light'],
  [1920, 'dark'],
] as const) {
  test(`from registration to PDF by the keyboard, ${width} px, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await createAccount(page, theme)
    await expect(page.getByRole('button', { name: 'Add a transaction' })).toBeVisible()
    await tabTo(page, 'Add a transaction')
    await page.keyboard.press('Enter')
    await buyBitcoin(page)
    await expect(value(page)).toHaveText(/^\$\d\d,\d{3}\.\d\d$/)
    expect(await seriousFindings(page)).toEqual([])

    await tabTo(page, 'Performance')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: /return/i }).first()).toBeVisible()

    const statement = await saveStatement(page)
    expect(statement.subarray(0, 5).toString()).toBe('%PDF-')
    expect(statement.length).toBeGreaterThan(10_000)
  })
}
