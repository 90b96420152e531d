import { expect, test } from '@playwright/test'
import { exactPrice, generateTrades, open, openMarket, openWith, postTrade, price, tradesPerSecond } from './pages'

test('prices appear with their age, their sources and how complete they are', async ({ page }) => {
  await openMarket(page)
  const row = page.locator('tr[data-coin="bitcoin"]')
  await expect(row.locator('[data-freshness]')).toHaveAttribute('data-freshness', /live|ageing/)
  await expect(row.getByRole('img', { name: /Binance|Coinbase|Kraken/ })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Market' })).toBeVisible()
})

test('a price changes because a trade entered the exchange', async ({ page, request }) => {
  const rate = await tradesPerSecond(request)
  await open(page, '/coins/algorand')
  const kraken = page.locator('tr[data-venue="kraken"] [data-price]')
  const composite = page.getByTestId('price').locator('[data-price]')
  await expect(kraken).toBeVisible()
  // The market stands still, so that no other trade of the same moment is the one that is shown.
  await generateTrades(request, 0)
  try {
    const before = Number(await composite.getAttribute('data-price'))
    const raised = (Number(await kraken.getAttribute('data-price')) * 1.0123).toFixed(5)
    const trade = { venue: 'kraken', symbol: 'ALGO/USD', price: raised, size: '731.31', side: 'buy' } as const
    const id = await postTrade(request, trade)
    await expect(page.locator(`[data-trade="${id}"]`)).toContainText('731.310')
    await expect.poll(async () => Number(await kraken.getAttribute('data-price'))).toBe(Number(raised))
    await expect.poll(async () => Number(await composite.getAttribute('data-price'))).toBeGreaterThan(before)
  } finally {
    await generateTrades(request, rate)
  }
})

test('what is not the market says so: banner, tab, marks', async ({ page }) => {
  await openMarket(page)
  await expect(page.getByTestId('banner')).toContainText(
    'No exchange can be reached from this machine. Prices come from the built-in simulator and are not market prices.',
  )
  await expect(page).toHaveTitle(/^SIMULATED · ([+−]?\d+\.\d\d% · )?Market – Tidemark$/)
  await expect(page.getByTestId('connection')).toContainText('Simulated')
})

test('the table is filtered, sorted and opened by keyboard alone', async ({ page }) => {
  await openMarket(page)
  await page.keyboard.press('/')
  await page.keyboard.type('card')
  await expect(page.locator('tr[data-coin]')).toHaveCount(1)
  await expect(page).toHaveURL(/q=card/)
  await page.keyboard.press('Escape')
  await expect(page.locator('tr[data-coin="bitcoin"]')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  const second = await page.locator('tr[data-coin]').nth(1).getAttribute('data-coin')
  await expect(page.locator(`tr[data-coin="${second ?? ''}"]`)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/coins/${second ?? ''}`))
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/dashboard$/)
})

test('a click on a head sorts, the URL keeps it, unknown is last', async ({ page }) => {
  await openMarket(page)
  await page.getByRole('button', { name: 'Price, USD' }).click()
  await expect(page.getByRole('columnheader', { name: 'Price, USD' })).toHaveAttribute('aria-sort', 'descending')
  await expect(page).toHaveURL(/sort=-price/)
  await expect(page.locator('tr[data-coin]').first()).toHaveAttribute('data-coin', 'bitcoin')
})

test('a filter that hides everything says what may have been meant', async ({ page }) => {
  await openMarket(page)
  await page.getByLabel('Filter coins').fill('bitcoyn')
  await expect(page.getByText('No coin matches “bitcoyn”')).toBeVisible()
  await expect(page.getByText('Did you mean Bitcoin (BTC)?')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(price(page, 'bitcoin')).toBeVisible()
})

test('Ctrl K finds a coin', async ({ page }) => {
  await openMarket(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ethe')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/coins\/ethereum/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ethereum')
})

test('on a phone rows are 56 px high and nothing scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openMarket(page)
  const row = page.locator('.phone-row .phone-link').first()
  expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(56)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await row.click()
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('from 1900 px up the selected coin stands beside the table', async ({ page }) => {
  await page.setViewportSize({ width: 2560, height: 1180 })
  await openMarket(page)
  await page.locator('tr[data-coin="ethereum"] td').nth(3).click()
  const aside = page.getByRole('complementary', { name: 'Selected coin' })
  await expect(aside.getByRole('heading', { name: 'Ethereum' })).toBeVisible()
  await expect(page).toHaveURL(/sel=ethereum/)
})

test('live prices move by themselves', async ({ page }) => {
  await openMarket(page)
  const before = await exactPrice(page, 'bitcoin')
  await expect.poll(() => exactPrice(page, 'bitcoin')).not.toBe(before)
})

test('the order is held while a row is pointed at or focused, and no longer', async ({ page }) => {
  await openMarket(page)
  const held = page.getByText('Order held')
  await page.getByRole('button', { name: 'Price, USD' }).click()
  await expect(page).toHaveURL(/sort=-price/)
  await expect(held).toHaveCount(0)
  await page.locator('tr[data-coin="bitcoin"] .col-volume').hover()
  await expect(held).toBeVisible()
  await page.getByRole('heading', { level: 1 }).hover()
  await expect(held).toHaveCount(0)
  await page.keyboard.press('j')
  await expect(held).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(held).toHaveCount(0)
})

test('the way back from a coin leads to the list as it was left', async ({ page }) => {
  await open(page, '/dashboard?q=coin&sort=-price')
  await page.locator('tr[data-coin="bitcoin"] .col-coin').getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bitcoin')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/dashboard\?q=coin&sort=-price$/)
  await page.locator('tr[data-coin="bitcoin"] .col-coin').getByRole('link').click()
  await page.getByRole('banner').getByRole('link', { name: 'Market' }).click()
  await expect(page).toHaveURL(/\/dashboard\?q=coin&sort=-price$/)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Market' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
})

test('row, Enter and search open a coin in the preferred range', async ({ page }) => {
  await openWith(page, '/dashboard', { default_range: '7D' })
  await page.locator('tr[data-coin="ethereum"] .col-volume').click()
  await expect(page).toHaveURL(/\/coins\/ethereum\?range=7D$/)
  await page.goBack()
  await expect(price(page, 'bitcoin')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/coins\/[a-z-]+\?range=7D$/)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ethe')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/coins\/ethereum\?range=7D$/)
})

test('on a phone the losers can come first', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openMarket(page)
  await page.getByRole('button', { name: /^Rank/ }).click()
  await page.getByRole('button', { name: 'Change 24 h' }).click()
  await page.getByRole('button', { name: 'Losers first' }).click()
  await expect(page).toHaveURL(/sort=change_24h$/)
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: /^Change 24 h\s*Losers first$/ })).toBeVisible()
})

test('a spark line has the direction of the change beside it', async ({ page }) => {
  await openMarket(page)
  const looks = await page.locator('tr[data-coin]').evaluateAll((rows) =>
    rows.map((row) => {
      const [spark, change] = [row.querySelector('.col-last_7d .spark'), row.querySelector('.col-change_7d')]
      const shown = /[+−]/.exec(change?.textContent ?? '')?.[0]
      return [spark?.classList.item(1), shown === '+' ? 'up' : shown === '−' ? 'down' : 'flat']
    }),
  )
  expect(looks.length).toBeGreaterThan(20)
  for (const [spark, change] of looks) if (spark) expect(spark).toBe(change)
})

test('what a link asks for in vain is said in words, and dismissed', async ({ page }) => {
  await open(page, '/dashboard?list=mine&sort=-beauty,price&cols=coin,price,x&venue=mtgox')
  const notice = page.getByRole('status').filter({ hasText: 'This link asks for something' })
  for (const text of ['“mine” is no list', '“-beauty” is no column to sort', '“x” is no column:', '“mtgox” is no'])
    await expect(notice).toContainText(text)
  await expect(page.locator('tr[data-coin]').first()).toBeVisible()
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
  await expect(notice).toHaveCount(0)
})

test('a selected coin that the filter hides holds no order', async ({ page }) => {
  await open(page, '/dashboard?sort=-price&sel=bitcoin')
  await expect(page.getByText('Order held')).toBeVisible()
  await open(page, '/dashboard?sort=-price&sel=bitcoin&q=ada')
  await expect(price(page, 'cardano')).toBeVisible()
  await expect(page.getByText('Order held')).toHaveCount(0)
})

test('beside the table the chart names its source and has the currency of the price above', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await openMarket(page)
  const beside = page.getByRole('complementary', { name: 'Selected coin' })
  await expect(beside.getByTestId('source')).toContainText(/^BTC-USD as traded at (Coinbase|Kraken), in USD/)
})

test('what lies between exchanges is the difference, between bid and ask of one the spread', async ({ page }) => {
  await openMarket(page)
  await expect(page.getByRole('columnheader', { name: 'Difference' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Spread' })).toHaveCount(0)
  await open(page, '/coins/bitcoin')
  await expect(page.getByRole('columnheader', { name: 'Spread' })).toHaveAttribute(
    'title',
    'Ask less bid, over their middle',
  )
})
