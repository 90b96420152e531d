/** Whether everything can be reached at every width and by a finger, and nothing moves while a page is drawn. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { exactPrice, open, openMarket, price } from './pages'

const WIDTHS = [700, 1024, 1180, 1440, 1899, 1900, 1920, 2050, 2560]

interface Reach {
  /** How far the last head is beyond the right edge of the card, px. */
  beyond: number
  scrolls: boolean
}

const reach = (page: Page): Promise<Reach> =>
  page.evaluate(() => {
    const box = document.querySelector('.sideways')!
    const last = [...box.querySelectorAll('th')].at(-1)!.getBoundingClientRect()
    const beyond = Math.round(last.right - box.getBoundingClientRect().right)
    return { beyond, scrolls: getComputedStyle(box).overflowX === 'auto' && box.scrollWidth > box.clientWidth }
  })

test('at every width each column is in sight or reached by scrolling', async ({ page }) => {
  await openMarket(page)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expect
      .poll(async () => {
        const { beyond, scrolls } = await reach(page)
        return beyond <= 0 || scrolls
      }, `at ${width} px`)
      .toBe(true)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(sideways, `the page at ${width} px`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 900, height: 900 })
  await page.locator('.sideways.scrolls').evaluate((box) => box.scrollTo({ left: box.scrollWidth }))
  // A box scrolls by whole pixels, its columns end at fractions of one.
  await expect(page.getByRole('columnheader', { name: 'Complete 24 h' })).toBeInViewport({ ratio: 0.99 })
  await expect(page.locator('tr[data-coin="bitcoin"] .col-coin')).toBeInViewport({ ratio: 0.9 })
})

/** Controls and legend that neither are in sight nor can be scrolled to: cut off by a box that does not scroll. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isBeyond = (one: DOMRect, edge: DOMRect, side: 'x' | 'y'): boolean =>
      side === 'x'
        ? one.right > edge.right + 1 || one.left < edge.left - 1
        : one.bottom > edge.bottom + 1 || one.top < edge.top - 1
    const isCut = (element: Element): boolean => {
      const one = element.getBoundingClientRect()
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box)
        if (['auto', 'scroll'].includes(overflowX)) return false
        const edge = box.getBoundingClientRect()
        if (overflowX !== 'visible' && isBeyond(one, edge, 'x')) return true
        if (overflowY !== 'visible' && isBeyond(one, edge, 'y')) return true
      }
      return isBeyond(one, new DOMRect(0, 0, innerWidth, 0), 'x')
    }
    return [...document.querySelectorAll('button, select, main a, .top a, .top time, .legend > span')]
      .filter((one) => one.getBoundingClientRect().width > 0 && isCut(one))
      .map((one) => one.getAttribute('aria-label') ?? (one.textContent || one.outerHTML))
  })

test('at every width each tool and figure of a coin is in sight or reached by scrolling', async ({ page }) => {
  await open(page, '/coins/bitcoin?ind=sma:20,ema:50,sma:200,ema:200')
  await expect(page.locator('.legend .chip')).toBeVisible()
  for (const width of [390, 642, 768, 1001, 1102, 1180, 1219, ...WIDTHS]) {
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(() => cutOff(page), `at ${width} px`).toEqual([])
  }
})

test('the head of the table stays in sight while the page is scrolled', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 700 })
  await openMarket(page)
  await page.mouse.wheel(0, 5000)
  await expect(page.locator('tr[data-coin]').last()).toBeInViewport()
  await expect(page.getByRole('columnheader', { name: 'Coin' })).toBeInViewport({ ratio: 1 })
})

/** A browser that has never been here: neither the mode nor the font is known to it. */
async function newcomer(browser: Browser, width: number, height: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } })
  const page = await context.newPage()
  await page.addInitScript(() => {
    const seen = { shift: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.shift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return page
}

for (const [name, width, height] of [
  ['a phone', 390, 844],
  ['a laptop', 1440, 900],
  ['a wide screen', 2050, 1180],
] as const) {
  test(`nothing moves while the market is drawn on ${name}`, async ({ browser }) => {
    const page = await newcomer(browser, width, height)
    await page.goto('/dashboard')
    await expect(price(page, 'bitcoin')).toBeVisible()
    await expect(page.getByTestId('banner')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Market in short' })).toBeVisible()
    const before = await exactPrice(page, 'bitcoin')
    await expect.poll(() => exactPrice(page, 'bitcoin')).not.toBe(before)
    expect(
      await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift),
    ).toBeLessThanOrEqual(0.02)
    await page.context().close()
  })
}

/** What a finger cannot hit: targets in sight that are hit less than 22 px from their middle. */
const small = (page: Page, within: string): Promise<string[]> =>
  page.evaluate((root) => {
    const REACH = 21
    const targets = document.querySelectorAll(`${root} :is(a[href], button, input, select, [role="option"])`)
    const inSight = [...targets].filter((target) => {
      const { width, height, top, bottom } = target.getBoundingClientRect()
      const [above, below] = [document.querySelector('.top'), document.querySelector('.tabbar')]
      const from = target.closest('.top, .tabbar, .dialog, .menu') ? 0 : above!.getBoundingClientRect().bottom
      const to = target.closest('.top, .tabbar, .dialog, .menu') ? innerHeight : below!.getBoundingClientRect().top
      return width > 0 && height > 0 && top >= from && bottom <= to
    })
    const hits = (target: Element, x: number, y: number): boolean => {
      const whole = target.closest('label') ?? target
      const found = document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 1), y)
      return found !== null && whole.contains(found)
    }
    return inSight
      .filter((target) => {
        const box = (target.closest('label') ?? target).getBoundingClientRect()
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
        const points = [[x - REACH, y], [x + REACH, y], [x, y - REACH], [x, y + REACH]] as const // prettier-ignore
        return !points.every(([px, py]) => hits(target, px, py))
      })
      .map((target) => target.getAttribute('aria-label') ?? (target.textContent || target.outerHTML))
  }, within)

test('every target on a phone is large enough for a finger', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await openMarket(page)
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(await small(page, 'body')).toEqual([])
  await page.getByRole('button', { name: /^Rank/ }).tap()
  await expect(page.getByRole('dialog', { name: 'Sort and filter' })).toBeVisible()
  expect(await small(page, '.dialog')).toEqual([])
  await page.getByRole('button', { name: 'Close' }).tap()
  await page.getByRole('button', { name: 'Preferences' }).tap()
  await expect(page.getByRole('dialog', { name: 'Preferences' })).toBeVisible()
  expect(await small(page, '.menu')).toEqual([])
  await context.close()
})

test('on a tablet the tools of the table are large enough for a finger, too', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await openMarket(page)
  for (const name of ['Columns', 'CSV', 'Rising', 'Price, USD']) {
    const box = await page.getByRole('button', { name }).boundingBox()
    expect(Math.min(box!.width, box!.height), name).toBeGreaterThanOrEqual(44)
  }
  await context.close()
})
