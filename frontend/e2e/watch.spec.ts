/** Watching a coin: by its star, by the key, in the list of the market and in the portfolio. */
import { expect, test } from '@playwright/test'
import { register, somebody } from './account'
import { openMarket, seriousFindings } from './pages'

test('a coin is watched by its star or by S, and the watchlist of the market shows it', async ({ page }) => {
  await register(page, somebody())
  await openMarket(page)
  const star = page.getByRole('button', { name: 'Watch Ethereum', exact: true })
  await page.locator('[data-coin="ethereum"]').hover()
  await star.click()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.locator('[data-coin="bitcoin"]').focus()
  await page.keyboard.press('s')
  await expect(page.getByRole('button', { name: 'Watch Bitcoin', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Watchlist' }).click()
  await expect(page).toHaveURL(/list=watch/)
  await expect(page.locator('tr[data-coin]')).toHaveCount(2)
  expect(await seriousFindings(page)).toEqual([])

  await page.goto('/coins/ethereum')
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('s')
  await expect(star).toHaveAttribute('aria-pressed', 'false')
  await page.goto('/dashboard?list=watch')
  await expect(page.locator('tr[data-coin]')).toHaveCount(1)
})

test('signed out, the star leads to the sign-in and the watchlist says why it is empty', async ({ page }) => {
  await openMarket(page)
  await page.getByRole('button', { name: 'Watchlist' }).click()
  await expect(page.getByText('Sign in to see the coins that you watch.')).toBeVisible()
  await page.goto('/dashboard')
  await page.locator('[data-coin="ethereum"]').hover()
  await page.getByRole('button', { name: 'Watch Ethereum', exact: true }).click()
  await expect(page).toHaveURL(/\/login\?next=/)
})
