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

/** The page's own controls that answer on less than 44 px, across or down, with what a style adds around them. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator('main :is(a, button, input, select)').evaluateAll((all, size) => {
    const isHit = (target: Element, x: number, y: number): boolean => {
      const found = document.elementFromPoint(x, y)
      return found !== null && (target.contains(found) || (found.matches('.input') && found.contains(target)))
    }
    return all.flatMap((one) => {
      const target = one.closest('label') ?? one
      target.scrollIntoView({ block: 'center' })
      const { left, top, width, height } = target.getBoundingClientRect()
      if (width === 0 || one.matches('[type="hidden"]')) return []
      const [x, y] = [left + width / 2, top + height / 2]
      const reach = (across: number, down: number): number => {
        let distance = 0
        while (distance < size && isHit(target, x + across * distance, y + down * distance)) distance++
        return distance
      }
      const [across, down] = [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)]
      const name = one.getAttribute('aria-label') ?? one.textContent
      return Math.min(across, down) >= size - 1 ? [] : [`${one.tagName} ${name}: ${across}×${down}`]
    })
  }, FINGER_PX)
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  async function checkTargets(page: Page, paths: string[]): Promise<void> {
    for (const path of paths) {
      await settled(page, path)
      expect(await smallTargets(page), path).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    }
  }

  test('what is open to all is large enough for a finger, and nothing scrolls sideways', ({ page }) =>
    checkTargets(page, PUBLIC))

  test('what belongs to an account is large enough for a finger, and nothing scrolls sideways', async ({ page }) => {
    await register(page, somebody())
    await checkTargets(page, PRIVATE)
  })
})

/** Adds up, from the first paint on, what moves without the user's doing. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 })
    new PerformanceObserver((list) => {
      for (const one of list.getEntries() as (PerformanceEntry & { hadRecentInput: boolean; value: number })[])
        if (!one.hadRecentInput) (window as unknown as { shifted: number }).shifted += one.value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => (window as unknown as { shifted: number }).shifted)
}

for (const width of [390, 1440]) {
  test.describe(`nothing jumps, ${width} px, while there loads`, () => {
    test.use({ viewport: { width, height: 900 } })

    test('what is open to all', async ({ page }) => {
      const shifted = await watchShifts(page)
      for (const path of PUBLIC) {
        await settled(page, path)
        expect(await shifted(), path).toBeLessThanOrEqual(0.02)
      }
    })

    test('what belongs to an account', async ({ page }) => {
      await register(page, somebody())
      const shifted = await watchShifts(page)
      for (const path of PRIVATE) {
        await settled(page, path)
        expect(await shifted(), path).toBeLessThanOrEqual(0.02)
      }
    })
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
