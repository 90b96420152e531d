import { expect, test, type Page } from '@playwright/test'
import { register, signIn, somebody } from './account'
import { openMarket } from './pages'

/** Resolves once the account has this theme. By the answer: the browser does not always report what a request carried. */
const themeSaved = (page: Page, theme: string) =>
  page.waitForResponse(
    async (answer) =>
      answer.request().method() === 'PUT' &&
      answer.url().endsWith('/me/preferences') &&
      ((await answer.json()) as { theme?: string }).theme === theme,
  )

test('preferences are the same in another browser', async ({ page, browser }) => {
  const person = somebody()
  await register(page, person)
  await page.goto('/profile?view=preferences')
  await page.getByRole('button', { name: 'Blue up, orange down' }).click()
  const saved = themeSaved(page, 'light')
  await page.getByRole('button', { name: 'Light', exact: true }).click()
  await saved
  await expect(page.getByText('Saved.')).toBeVisible()

  const other = await (await browser.newContext({ colorScheme: 'dark' })).newPage()
  await signIn(other, person)
  await expect(other.locator('html')).toHaveAttribute('data-palette', 'blue-orange')
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'light')
})

test("what is chosen before the account's preferences are read stays and is saved", async ({ page }) => {
  await register(page, somebody())
  let answer: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/api/users/me/preferences', async (route) => {
    if (route.request().method() === 'GET') await held
    await route.continue()
  })
  await page.goto('/profile?view=preferences')
  const saved = themeSaved(page, 'light')
  await page.getByRole('button', { name: 'Light', exact: true }).click()
  answer()
  await saved
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})

test.describe('the preferred range is that of', () => {
  const row = (page: Page) => page.locator('tr[data-coin="ethereum"]')

  test.beforeEach(async ({ page }) => {
    const preferred = JSON.stringify({ state: { default_range: '7D', single_keys: true }, version: 0 })
    await page.addInitScript((text) => localStorage.setItem('tidemark.preferences', text), preferred)
    await page.goto('/dashboard')
    await expect(row(page)).toBeVisible()
  })

  test.afterEach(({ page }) => expect(page).toHaveURL(/\/coins\/ethereum\?range=7D$/))

  test('a row', ({ page }) => row(page).locator('td').nth(3).click())

  test('Enter', async ({ page }) => {
    await row(page).focus()
    await page.keyboard.press('Enter')
  })

  test('the palette', async ({ page }) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ethereum')
    await expect(page.getByRole('option', { name: /^Ethereum ETH/ })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
  })
})

test('on a phone the preferences can be reached without an account', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openMarket(page)
  await page.getByRole('button', { name: 'Preferences' }).click()
  await page.getByRole('button', { name: 'Light', exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
})
