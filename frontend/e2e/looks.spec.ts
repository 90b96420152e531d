/** Every page in both themes, at every width in the dark one: a picture of each in Playwright's output, and axe finds nothing serious. */
import { expect, test, type Page } from '@playwright/test'
import { register, somebody } from './account'
import { open, seriousFindings, WIDEST_FOR_AXE, type Theme } from './pages'

const WIDTHS = { dark: [390, 1440, 1920, 2560], light: [390, 1440] }
const OPEN_PAGES = ['/dashboard', '/coins/bitcoin', '/login', '/api-docs']

/** By hand: what stands in the browser alone is replaced by a new account's preferences. */
async function chooseTheme(page: Page, theme: Theme): Promise<void> {
  const root = page.locator('html')
  if ((await root.getAttribute('data-theme')) !== theme)
    await page.getByRole('button', { name: 'Switch theme' }).click()
  await expect(root).toHaveAttribute('data-theme', theme)
}

async function chartIsDrawn(page: Page): Promise<void> {
  await expect(page.getByRole('application')).toHaveAttribute('aria-description', /in \d+ candles/)
}

/** The widths from which a page has a chart; a picture is taken when it is drawn, and no skeleton is left. */
const CHART_FROM: Record<string, number> = { '/coins/bitcoin': 0, '/dashboard': 1920 }

for (const theme of ['dark', 'light'] as const satisfies Theme[]) {
  for (const path of [...OPEN_PAGES, '/profile']) {
    test(`${path}, ${theme}`, async ({ page }, info) => {
      test.slow()
      await open(page, path === '/profile' ? '/dashboard' : path, theme)
      if (path === '/profile') {
        await register(page, somebody())
        await chooseTheme(page, theme)
        await page.goto(path)
      }
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await expect(page.locator('h1').first()).toBeVisible()
      for (const width of WIDTHS[theme]) {
        await page.setViewportSize({ width, height: 1000 })
        await expect(page.locator('.sk')).toHaveCount(0)
        if (width >= (CHART_FROM[path] ?? Infinity)) await chartIsDrawn(page)
        await page.screenshot({ path: info.outputPath(`${width}.png`) })
        if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page), `at ${width} px`).toEqual([])
      }
    })
  }
}

test('the market with red for up, its menus open', async ({ page }) => {
  await open(page, '/dashboard', 'light', 'red-green')
  await page.getByRole('button', { name: 'Columns' }).click()
  await expect(page.locator('.menu')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByTestId('connection').click()
  await expect(page.getByRole('dialog', { name: 'Exchanges' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
})
