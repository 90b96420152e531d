/** The frame of the pages: full screen, dialogs, the copied link, palettes, preferences on phones. */
import { expect, test, type Page } from '@playwright/test'
import { open, openMarket, type Theme } from './pages'
import { standStill } from './stillMarket'

const isInFullScreen = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((wanted) => {
    const [full, found] = [document.fullscreenElement, document.querySelector(wanted)]
    return full !== null && found !== null && full.contains(found)
  }, selector)

test('menus and dialogs are drawn inside a chart in full screen', async ({ page }) => {
  await open(page, '/coins/bitcoin')
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
  await page.getByRole('button', { name: 'Full screen' }).click()
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  expect(await isInFullScreen(page, '[role="menu"]')).toBe(true)
  await page.getByRole('menu').press('Escape')
  await expect(page.getByRole('button', { name: 'Export' })).toBeFocused()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search coins' })).toBeFocused()
  expect(await isInFullScreen(page, '.dialog')).toBe(true)
})

test('a dialog is closed by its button, and what opened it has the focus again', async ({ page }) => {
  await openMarket(page)
  await page.getByRole('button', { name: 'How to go live' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'How to go live' })).toBeFocused()
})

test('copying the link is confirmed', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openMarket(page)
  await page.keyboard.press('c')
  await expect(page.getByText('Link copied')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/dashboard')
})

const coloursOfPalettes = (page: Page): Promise<string[]> =>
  page.locator('.menu .palette').evaluateAll((pictures) =>
    pictures.map((picture) => {
      const stroke = (part: string) => getComputedStyle(picture.querySelector(part)!).stroke
      return `${stroke('.u')} ${stroke('.d')}`
    }),
  )

for (const theme of ['dark', 'light'] as Theme[]) {
  test(`each palette is shown in its own colours while another one is used, ${theme}`, async ({ page }) => {
    await open(page, '/dashboard', theme, 'blue-orange')
    await page.getByRole('button', { name: 'Preferences' }).click()
    await expect(page.locator('.menu .palette')).toHaveCount(3)
    const shown = await coloursOfPalettes(page)
    expect(new Set(shown).size).toBe(3)
    expect(shown[0]?.split(' rgb').toReversed().join(' ')).not.toBe(shown[0])
    for (const name of ['Green up, red down', 'Red up, green down']) {
      await page.getByRole('button', { name }).click()
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true')
      expect(await coloursOfPalettes(page)).toEqual(shown)
    }
  })
}

test('on a phone the preferences are in the tab bar', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  // No price draws a row anew after the choice.
  await standStill(page)
  await openMarket(page)
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('button', { name: 'Preferences' }).click()
  await page.getByRole('button', { name: 'Light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Local time' }).click()
  await page.getByRole('group', { name: 'Range of a chart' }).getByRole('button', { name: '7D' }).click()
  await page.keyboard.press('Escape')
  await page.locator('[data-coin="bitcoin"]').click()
  await expect(page).toHaveURL(/\/coins\/bitcoin\?range=7D$/)
})

test('the first page of a first visit has the banner before anything is asked', async ({ page }) => {
  await page.routeWebSocket(/\/ws$/, () => undefined)
  await page.route('**/api/**', (route) => route.abort())
  await page.goto('/login')
  await expect(page.getByTestId('banner')).toContainText('SIMULATED')
})
