import { expect, test } from '@playwright/test'
import { open, seriousFindings } from './pages'

const PAGES = { Market: '/dashboard', Coin: '/coins/bitcoin', 'Not found': '/coins/xyzzy' }
const LOOKS = [
  ['dark', 'green-red'],
  ['light', 'green-red'],
  ['dark', 'blue-orange'],
  ['light', 'blue-orange'],
] as const

for (const [name, path] of Object.entries(PAGES)) {
  for (const [theme, palette] of LOOKS) {
    test(`axe finds nothing serious on ${name}, ${theme}, ${palette}`, async ({ page }) => {
      await open(page, path, theme, palette)
      await expect(page.locator('h1')).toHaveCount(1)
      await expect(page.locator('[data-price], .empty').first()).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await seriousFindings(page)).toEqual([])
    })
  }
}

test.describe('on a phone axe finds nothing serious', () => {
  test.beforeEach(async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open(page, '/dashboard')
    await expect(page.locator('[data-price]').first()).toBeVisible()
  })

  test('on Market', async ({ page }) => {
    expect(await seriousFindings(page)).toEqual([])
  })

  test('in the command palette', async ({ page }) => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search coins' })).toBeFocused()
    expect(await seriousFindings(page)).toEqual([])
  })

  test('in the list of keys', async ({ page }) => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
  })
})

test('the skip link is the first stop and leads to the content', async ({ page }) => {
  await open(page, '/dashboard')
  await expect(page.locator('[data-price]').first()).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()
})

test('nothing breaks the content security policy, and nothing fails in the console', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await open(page, '/coins/bitcoin')
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
  await page.getByTestId('connection').click()
  await expect(page.getByRole('dialog', { name: 'Exchanges' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(complaints).toEqual([])
})
