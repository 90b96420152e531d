/** The looks of the portfolio's parts: two widths and one wide one, light and dark, with nothing serious for axe. */
import { expect, test, type Page } from '@playwright/test'
import { seriousFindings, LOOKS, WIDEST_FOR_AXE } from './pages'
import { openWithLedger } from './portfolio'

const VIEWS = ['overview', 'overview&chart=value', 'performance', 'transactions', 'watchlists']

const noSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

for (const [width, theme] of LOOKS) {
  test(`every part at ${width} px, ${theme}`, async ({ page }, info) => {
    test.setTimeout(360_000)
    await openWithLedger(page)
    await page.setViewportSize({ width, height: 1000 })
    await page.emulateMedia({ colorScheme: theme })
    for (const path of [...VIEWS.map((view) => `?view=${view}`), '?lots=bitcoin']) {
      await page.goto(`/portfolio${path}`)
      await expect(page.locator('.card').first()).toBeVisible()
      await expect(page.locator('main .sk, [role="dialog"] .sk')).toHaveCount(0)
      if (path.includes('overview')) await expect(page.locator('.history-plot canvas').first()).toBeVisible()
      if (path.includes('lots')) await expect(page.locator('.asset-plot canvas').first()).toBeVisible()
      await page.screenshot({ path: info.outputPath(`${path.slice(1)}-${width}-${theme}.png`) })
      expect(await noSideways(page), path).toBe(true)
      if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page), path).toEqual([])
    }
    await page.goto('/portfolio')
    for (const [button, name] of [
      ['Import', 'Import transactions'],
      ['Transaction', 'New transaction'],
      ['Share', 'Share this portfolio'],
    ] as const) {
      await page.getByRole('button', { name: button, exact: true }).click()
      await expect(page.getByRole('dialog', { name })).toBeVisible()
      await page.screenshot({ path: info.outputPath(`${button}-${width}-${theme}.png`) })
      if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page), name).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
  })
}
