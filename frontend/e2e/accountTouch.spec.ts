/** The account's pages under a finger, by keyboard, and while they load. */
import { expect, test, type Page } from '@playwright/test'
import { register, somebody } from './account'

const PUBLIC = ['/login', '/register', '/forgot', '/reset#token=x', '/verify']
const PRIVATE = ['/profile', '/profile?view=preferences', '/profile?view=security', '/profile?view=keys']
const FINGER_PX = 44

async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('h1')).toBeVisible()
  await expect(page.locator('[role="status"]', { hasText: 'Loading' })).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}

/** What a finger on the page's own controls would miss: where a point 21 px from its middle hits something else. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator('main :is(a, button, input, select)').evaluateAll((all, size) => {
    const reach = size / 2 - 1
    return all.flatMap((one) => {
      const target = one.closest('label') ?? one
      target.scrollIntoView({ block: 'center' })
      const { left, top, width, height } = target.getBoundingClientRect()
      if (width === 0 || one.matches('.sr, [type="hidden"]')) return []
      const [x, y] = [left + width / 2, top + height / 2]
      const around = [
        [x, y - reach],
        [x, y + reach],
        [x - Math.max(reach, width / 2 - 2), y],
        [x + Math.max(reach, width / 2 - 2), y],
      ]
      const hit = around.every(([atX = 0, atY = 0]) => {
        const found = document.elementFromPoint(atX, atY)
        return found !== null && (target.contains(found) || (found.closest('.input')?.contains(target) ?? false))
      })
      return hit ? [] : [`${one.tagName} ${one.textContent || one.getAttribute('aria-label') || ''} ${width}×${height}`]
    })
  }, FINGER_PX)
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('every control is large enough for a finger, and nothing scrolls sideways', async ({ page }) => {
    for (const path of PUBLIC) {
      await settled(page, path)
      expect(await smallTargets(page), path).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    }
    await register(page, somebody())
    for (const path of PRIVATE) {
      await settled(page, path)
      expect(await smallTargets(page), path).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    }
  })
})

for (const width of [390, 1440]) {
  test(`nothing jumps while a page loads, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.addInitScript(() => {
      Object.assign(window, { shifted: 0 })
      new PerformanceObserver((list) => {
        for (const one of list.getEntries() as (PerformanceEntry & { hadRecentInput: boolean; value: number })[])
          if (!one.hadRecentInput) (window as unknown as { shifted: number }).shifted += one.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const shifted = () => page.evaluate(() => (window as unknown as { shifted: number }).shifted)
    for (const path of PUBLIC) {
      await settled(page, path)
      expect(await shifted(), path).toBeLessThanOrEqual(0.02)
    }
    await register(page, somebody())
    for (const path of PRIVATE) {
      await settled(page, path)
      expect(await shifted(), path).toBeLessThanOrEqual(0.02)
    }
  })
}

test('the keyboard reaches every control and shows where it is', async ({ page }) => {
  await register(page, somebody())
  for (const path of PRIVATE) {
    await settled(page, path)
    const count = await page.locator('main :is(a, button, input:not([type="hidden"]), select):visible').count()
    await page.locator('main').focus()
    for (let at = 0; at < count; at++) {
      await page.keyboard.press('Tab')
      const ring = await page.evaluate(() => {
        const focused = document.activeElement as HTMLElement
        const drawn = focused.matches('.input > :is(input, select)') ? focused.closest('.input')! : focused
        const { outlineStyle, outlineWidth } = getComputedStyle(drawn)
        return { ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, name: focused.outerHTML.slice(0, 90) }
      })
      expect(ring.ring, `${path} ${ring.name}`).toBe(true)
    }
  }
})
