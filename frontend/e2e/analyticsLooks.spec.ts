/** The looks of the analytics page's parts: phone, laptop and wide, light and dark, with nothing serious for axe. */
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings, LOOKS, WIDEST_FOR_AXE } from './pages'
import { standStill } from './stillMarket'

const VIEWS = ['overview', 'correlation', 'compare', 'volatility', 'exchanges', 'anomalies', 'screener']
const COINS = [
  ...['bitcoin', 'ethereum', 'litecoin', 'cardano', 'bitcoin-cash', 'stellar', 'chainlink', 'polkadot', 'xrp'],
  ...['dogecoin', 'bnb', 'monero'],
]

const noSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

for (const [width, theme] of LOOKS) {
  test(`every part at ${width} px, ${theme}`, async ({ page }, info) => {
    test.slow()
    await standStill(page, { coins: COINS, varied: true })
    await page.setViewportSize({ width, height: 1000 })
    for (const view of VIEWS) {
      await open(page, `/analytics?view=${view}`, theme)
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await expect(page.locator('.card').first()).toBeVisible()
      await expect(page.locator('main .sk')).toHaveCount(0)
      if (['overview', 'compare'].includes(view)) await expect(page.locator('.lines-plot canvas').first()).toBeVisible()
      await page.screenshot({ path: info.outputPath(`${view}-${width}-${theme}.png`), fullPage: true })
      expect(await noSideways(page), view).toBe(true)
      if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page), view).toEqual([])
    }
  })
}

test('the overview in blue and orange, simulated', async ({ page }, info) => {
  await standStill(page, { coins: COINS, varied: true, mode: 'simulated' })
  await open(page, '/analytics', 'dark', 'blue-orange')
  await expect(page.locator('.lines-plot canvas').first()).toBeVisible()
  await expect(page.locator('main .sk')).toHaveCount(0)
  await page.screenshot({ path: info.outputPath('overview.png'), fullPage: true })
  expect(await seriousFindings(page)).toEqual([])
})
