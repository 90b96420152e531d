/** The market as a heat map, its list of anomalies, and a phone's rows, over a market that stands still. */
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings, type Theme } from './pages'
import { standStill } from './stillMarket'

async function openMarket(page: Page, query: string, theme: Theme = 'dark'): Promise<void> {
  await standStill(page)
  await open(page, `/dashboard${query}`, theme)
  await expect(page.locator('[data-coin="bitcoin"]').or(page.locator('[data-coin="bnb"]')).first()).toBeVisible()
}

test('the heat map is a view of the link, whose tiles say all in words and are moved through by keys', async ({
  page,
}) => {
  await openMarket(page, '')
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Heat map' }).click()
  await expect(page).toHaveURL(/view=heat$/)
  const map = page.getByRole('group', { name: 'Heat map of the coins' })
  await expect(map.getByRole('link')).toHaveCount(3)
  await expect(map.locator('[data-coin="bitcoin"]')).toContainText(/Bitcoin.*\+1\.20%.*volume \$905 M/)
  await map.getByRole('link').first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(map.getByRole('link').nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/coins\//)
})

test('coins with an anomaly are a list that says what is unusual', async ({ page }) => {
  await openMarket(page, '?list=anomalies')
  await expect(page.locator('tr[data-coin]')).toHaveCount(1)
  await expect(page.locator('tr[data-coin="bnb"]')).toContainText('Volume $3.20 M in 1 h, usually $1.10 M')
  await expect(page.getByRole('button', { name: 'Anomalies 1' })).toHaveAttribute('aria-pressed', 'true')
})

test('on a phone a row has a star and a bell, each as large as a finger', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openMarket(page, '')
  for (const name of ['Watch Bitcoin', 'Alert on Bitcoin']) {
    const { width, height } = (await page.getByRole('button', { name }).boundingBox())!
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Watch Bitcoin' }).click()
  await expect(page).toHaveURL(/\/login\?next=/)
})

for (const theme of ['dark', 'light'] as const) {
  test(`nothing serious is found on the heat map, ${theme}`, async ({ page }, info) => {
    test.setTimeout(180_000)
    await openMarket(page, '?view=heat', theme)
    for (const width of [390, 1440, 1920]) {
      await page.setViewportSize({ width, height: 1000 })
      await expect(page.getByRole('group', { name: 'Heat map of the coins' }).getByRole('link')).toHaveCount(3)
      await page.screenshot({ path: info.outputPath(`${width}.png`) })
      expect(await seriousFindings(page), `at ${width} px`).toEqual([])
    }
    await page.setViewportSize({ width: 390, height: 1000 })
    await page.goto('/dashboard')
    await expect(page.getByRole('button', { name: 'Watch Bitcoin' })).toBeVisible()
    await page.screenshot({ path: info.outputPath('phone.png') })
    expect(await seriousFindings(page)).toEqual([])
  })
}
