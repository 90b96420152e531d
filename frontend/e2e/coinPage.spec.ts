/** The coin's page around the chart, over a market that stands still. */
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings } from './pages'
import { standStill, type StillMarket } from './stillMarket'

const PHONE = { width: 390, height: 844 }

async function openCoin(page: Page, path = '/coins/bitcoin', market: StillMarket = {}): Promise<void> {
  await standStill(page, market)
  await open(page, path)
  await expect(page.getByTestId('price').locator('[data-price]')).toBeVisible()
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
}

test('bid and ask are in USD, as their head says; what was quoted is on hover', async ({ page }) => {
  await openCoin(page)
  const bid = page.locator('tr[data-venue="binance"] [data-quoted="67000"]')
  await expect(bid).toHaveText('66,933.00')
  await expect(bid).toHaveAttribute('title', '67000 USDT')
  await expect(page.locator('tr[data-venue="kraken"] [data-quoted="67000"]')).toHaveText('67,000.00')
})

test('all prices have one number of decimals, and two volumes say where they come from', async ({ page }) => {
  await openCoin(page)
  const stats = page.locator('dl').filter({ visible: true })
  await expect(stats).toContainText('66,700.12 – 67,400.50')
  await expect(stats).toContainText('Volume 24 h, reported')
  await expect(page.getByText(/^Volume: of the trades received/)).toBeVisible()
})

test('a silent exchange is named, and its part of the volume stays with its age', async ({ page }) => {
  await openCoin(page, '/coins/bitcoin', { silent: ['kraken'] })
  await expect(page.getByTestId('sources')).toContainText('Binance, Coinbase· Kraken left out')
  await expect(page.locator('dl').filter({ visible: true })).toContainText(/\$905 M\s*Kraken \d+ s old/)
})

test('what is only quiet is neither stale nor fresh', async ({ page }) => {
  await openCoin(page, '/coins/bitcoin', { quiet: true })
  const age = page.getByTestId('sources').locator('[data-freshness]')
  await expect(age).toHaveAttribute('data-freshness', 'quiet')
  await expect(age).toContainText('3 min')
  await expect(page.locator('tr[data-venue="kraken"] [data-freshness]')).toHaveAttribute('data-freshness', 'quiet')
  await expect(page.locator('tr.is-stale')).toHaveCount(0)
})

test("price and change are in the tab's title", async ({ page }) => {
  await openCoin(page)
  await expect(page).toHaveTitle('$67,010.20 +1.20% · BTC – Tidemark')
})

test('j leads to a coin that the exchange does not trade, and the page says so', async ({ page }) => {
  await openCoin(page, '/coins/bitcoin?venue=coinbase')
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/\/coins\/bnb\?venue=coinbase/)
  await expect(page.getByTestId('source')).toContainText('Coinbase does not trade BNB.')
  await expect(page.getByTestId('chart').locator('canvas').first()).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('j')
  await expect(page.getByRole('combobox', { name: 'Exchange' })).toHaveValue('coinbase')
})

test('what a link asks for in vain is said in words', async ({ page }) => {
  await openCoin(page, '/coins/bitcoin?range=9Y&ind=nosuch:14')
  const notice = page.getByRole('status').filter({ hasText: 'This link asks for something' })
  await expect(notice).toContainText('“9Y” is no range: 1H, 24H, 7D or 1M can be shown.')
  await expect(notice).toContainText('“nosuch” is no indicator: sma, ema')
  await expect(page.getByRole('button', { name: '24H', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  await expect(page).toHaveURL(/\/coins\/bitcoin$/)
})

interface Shift extends PerformanceEntry {
  value: number
  hadRecentInput: boolean
}

for (const [name, viewport] of Object.entries({ laptop: { width: 1440, height: 900 }, phone: PHONE })) {
  test(`the page does not jump while it loads on a ${name}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries() as Shift[]) if (!shift.hadRecentInput) shifts.push(shift.value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await openCoin(page)
    await expect(page.getByTestId('complete')).toHaveText('100%')
    await expect(page.getByText('0.83').first()).toBeVisible()
    const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)
    expect(shifts.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(0.02)
  })
}

test.describe('by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: PHONE })

  test('a vertical swipe on the chart scrolls the page', async ({ page }) => {
    await openCoin(page)
    const { x, y } = (await page.getByRole('application').boundingBox())!
    // The clock stands, so that a slow machine makes no long press of the swipe.
    await page.clock.install()
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', up: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: x + 100, y: y + 250 - up }],
      })
    await touch('touchStart', 0)
    for (let up = 10; up <= 160; up += 10) await touch('touchMove', up)
    await touch('touchEnd', 0)
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(80)
  })

  test('two silent exchanges are both named', async ({ page }) => {
    await openCoin(page, '/coins/bitcoin', { silent: ['binance', 'kraken'] })
    await expect(page.getByTestId('sources')).toContainText('Coinbase· Binance, Kraken left out')
    const { x, width } = (await page.getByTestId('sources').boundingBox())!
    expect(x + width).toBeLessThanOrEqual(PHONE.width)
  })

  test('every target is at least 44 px, and nothing scrolls sideways', async ({ page }) => {
    await openCoin(page, '/coins/bitcoin', { venues: ['kraken'], outages: [{ from: 90, to: 54 }] })
    await expect(page.getByRole('region', { name: 'Completeness' })).toContainText('no data')
    const small = await page.locator('main').evaluate((main) =>
      [...main.querySelectorAll<HTMLElement>('button, a, select, input, label.chip')]
        .filter((element) => element.closest('.ft') === null && !element.closest('label.chip > *'))
        .map((element) => ({ text: element.ariaLabel ?? element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
        .map(({ text, box }) => `${text} ${box.width}×${box.height}`),
    )
    expect(small).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    expect(await seriousFindings(page)).toEqual([])
  })
})

test('a click on the rail opens the entry of the ledger: ids, how it was closed or why not', async ({ page }) => {
  await openCoin(page, '/coins/bitcoin?interval=1m', { venues: ['kraken'], outages: [{ from: 90, to: 54 }] })
  const entry = page.getByRole('region', { name: 'Completeness' }).locator('[data-entry]').first()
  await expect(entry).toContainText('ids 5 – 900 · the exchange has no trades for it')
  await entry.getByRole('button').press('Enter')
  await expect(entry.locator('[data-gap]')).toContainText('cannot be filled')
})

test('volatility and risk name their windows, their factor, and the regime', async ({ page }) => {
  await openCoin(page)
  const card = page.getByRole('region', { name: 'Volatility and risk' })
  await expect(card).toContainText('annualised by √8,760')
  await expect(card.locator('[data-figure="Close to close 24 h"]')).toContainText(/n = 24, complete.*\d+\.\d%/)
  await expect(card.locator('[data-figure="Regime"]')).toContainText('84th percentile of 90 d')
  await expect(card.locator('[data-figure="Regime"]')).toContainText('Elevated')
})

const trade = (id: number, size: number, side: string): object => ({
  ...{
    instrument_id: 'BTC-USD.KRAKEN',
    venue: 'kraken',
    trade_id: String(id),
    price: '67000',
    size: String(size),
    side,
  },
  ...{ timestamp: new Date(Date.now() - id * 1000).toISOString(), received_at: new Date().toISOString() },
  ...{ backfilled: false, quote_usd: '1' },
})

test('large trades are those of the largest twentieth, or from a value on that the reader sets', async ({ page }) => {
  const trades = Array.from({ length: 100 }, (_, index) => trade(index + 1, index + 1, index % 2 ? 'buy' : 'sell'))
  await openCoin(page, '/coins/bitcoin', { trades })
  const card = page.getByRole('region', { name: 'Trades', exact: true })
  await card.getByRole('button', { name: 'Large' }).click()
  await expect(page).toHaveURL(/tape=large$/)
  await expect(card.locator('[data-trade]')).toHaveCount(5)
  await expect(card.getByTestId('sums')).toContainText(/Buys \$\d.* \(3\).*Sells \$\d.* \(2\)/)
  await card.getByRole('textbox').fill('6,600,000')
  await card.getByRole('textbox').press('Enter')
  await expect(card.locator('[data-trade]')).toHaveCount(2)
  await expect(card).toContainText('your limit, for every coin')
  expect(await seriousFindings(page)).toEqual([])
})

test('bid and ask are those of the stream, with their sizes and the spread between them', async ({ page }) => {
  const { say, channels } = await standStill(page)
  await open(page, '/coins/bitcoin')
  await expect.poll(() => channels.has('quotes:bitcoin')).toBe(true)
  const book = {
    venue: 'kraken',
    instrument_id: 'BTC-USD.KRAKEN',
    bid_price: '66990',
    bid_size: '1.25',
    ask_price: '67030',
  }
  const facts = { ask_size: null, quote_usd: '1', as_of: new Date().toISOString(), age_ms: 5, reason: null }
  const row = page.locator('tr[data-venue="kraken"]')
  await expect(row).toContainText('67,000.00')
  say('quotes:bitcoin', {
    coin_id: 'bitcoin',
    as_of: facts.as_of,
    source: 'x',
    stale: false,
    items: [{ ...book, ...facts }],
  })
  await expect(row).toContainText(/1\.25 × 66,990\.00/)
  await expect(row).toContainText('6.0 bp')
})
