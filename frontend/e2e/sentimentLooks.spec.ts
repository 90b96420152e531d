/** The looks of the sentiment page's parts: phone, laptop and wide, light and dark, with nothing serious for axe. */
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings, LOOKS, WIDEST_FOR_AXE } from './pages'
import { standStill } from './stillMarket'

const VIEWS = ['overview', 'overview&sort=weight', 'news', 'social&coin=all', 'topics', 'compare', 'evaluation']

const noSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

for (const [width, theme] of LOOKS) {
  test(`every part at ${width} px, ${theme}`, async ({ page }, info) => {
    test.slow()
    await standStill(page)
    await page.setViewportSize({ width, height: 1000 })
    for (const path of [...VIEWS.map((view) => `?view=${view}`), '?explain=weights']) {
      await open(page, `/sentiment${path}`, theme)
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await expect(page.locator('.card').first()).toBeVisible()
      await expect(page.locator('main .sk, [role="dialog"] .sk')).toHaveCount(0)
      if (path.includes('overview')) await expect(page.locator('.score-plot canvas').first()).toBeVisible()
      await page.screenshot({ path: info.outputPath(`${path.slice(1)}-${width}-${theme}.png`), fullPage: true })
      expect(await noSideways(page), path).toBe(true)
      if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page), path).toEqual([])
    }
  })
}

for (const [theme, palette] of [
  ['dark', 'blue-orange'],
  ['light', 'red-green'],
] as const) {
  test(`the overview in ${palette}, ${theme}`, async ({ page }, info) => {
    await standStill(page, { mode: 'simulated' })
    await open(page, '/sentiment', theme, palette)
    await expect(page.locator('.score-plot canvas').first()).toBeVisible()
    await expect(page.locator('main .sk')).toHaveCount(0)
    await page.screenshot({ path: info.outputPath('overview.png'), fullPage: true })
    expect(await seriousFindings(page)).toEqual([])
  })
}
