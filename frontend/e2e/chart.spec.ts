/** The chart, over a market that stands still. */
import { expect, test, type Page } from '@playwright/test'
import { open } from './pages'
import { standStill, type StillMarket } from './stillMarket'
import type { StillStream } from './stillStream'

async function openChart(page: Page, query = '', market: StillMarket = {}): Promise<StillStream> {
  const stream = await standStill(page, market)
  await open(page, `/coins/bitcoin${query}`)
  await expect(page.getByRole('application')).toHaveAttribute('aria-description', /in \d+ candles/)
  return stream
}

const OUTAGE = { venues: ['kraken'], outages: [{ from: 90, to: 54 }] } satisfies StillMarket

const card = (page: Page) => page.getByRole('region', { name: 'Completeness' })

test('an outage of 36 minutes is in the completeness and on the rail at every interval', async ({ page }) => {
  await openChart(page, '?interval=1m', OUTAGE)
  const percent = page.getByTestId('complete')
  await expect(percent).toHaveText('97.4%')
  await expect(card(page)).toContainText('35 no data')
  for (const [interval, text] of [
    ['5m', /[67] no data/],
    ['15m', /[12] no data/],
    ['1h', /of 2[34] hours final/],
  ] as const) {
    await page.getByRole('combobox', { name: 'Interval' }).selectOption(interval)
    await expect(card(page)).toContainText(text)
    await expect(percent).toHaveText('97.4%')
  }
})

test('candles and trades that the stream could not send again are fetched', async ({ page }) => {
  const { resync, channels } = await openChart(page, '?interval=1m')
  for (const [channel, path] of [
    ['candles:bitcoin:1m', /\/api\/market\/candles\/bitcoin/],
    ['trades:bitcoin', /\/api\/market\/trades\/bitcoin/],
  ] as const) {
    await expect.poll(() => [...channels].some((name) => name.startsWith(channel))).toBe(true)
    const asked = page.waitForRequest(path)
    resync([...channels].find((name) => name.startsWith(channel))!)
    await asked
  }
})

test('the completeness is that of the chosen range, all of whose candles are read', async ({ page }) => {
  await openChart(page, '?interval=1m', OUTAGE)
  await expect(card(page)).toContainText(/of 14\d\d minutes final/)
  await page.getByRole('button', { name: '7D', exact: true }).click()
  await expect(card(page)).toContainText('of the last 7 d')
  await expect(card(page)).toContainText(/of 16[789] hours final/)
  await expect(page.getByTestId('complete')).toHaveText('99.6%')
})

test('a history that is shorter than the range says when it begins', async ({ page }) => {
  await openChart(page, '', { history: 400 })
  await expect(card(page)).toContainText(/History begins \d+ \w+ \d\d:\d\d\./)
})

test('candles that are shorter than the range say when they begin', async ({ page }) => {
  await openChart(page, '', { shortCandles: 700 })
  await expect(card(page)).toContainText(/These candles begin \d+ \w+ \d\d:\d\d\./)
  await page.getByRole('combobox', { name: 'Interval' }).selectOption('1h')
  await expect(card(page)).not.toContainText('begin')
})

/** Whether a colour like that of the line, nearly white, is in a part of the price pane; from and to as shares of its width. */
async function hasLine(page: Page, from: number, to: number): Promise<boolean> {
  return page
    .locator('.plot canvas')
    .first()
    .evaluate(
      (element, [left, right]) => {
        const { width, height } = element as HTMLCanvasElement
        const context = (element as HTMLCanvasElement).getContext('2d')
        const x = Math.round(width * left)
        const { data } = context!.getImageData(x, 0, Math.round(width * right) - x, height)
        for (let at = 0; at < data.length; at += 4) {
          if (Math.min(data[at]!, data[at + 1]!, data[at + 2]!) > 215) return true
        }
        return false
      },
      [from, to] as const,
    )
}

test('a line stops at the edges of a hatch', async ({ page }) => {
  const market = { venues: ['kraken'], outages: [{ from: 40, to: 20 }] } satisfies StillMarket
  await openChart(page, '?range=1H&type=line&ind=none', market)
  await expect(card(page)).toContainText('19 no data')
  await expect.poll(() => hasLine(page, 0.1, 0.3)).toBe(true)
  await expect.poll(() => hasLine(page, 0.36, 0.6)).toBe(false)
  await expect.poll(() => hasLine(page, 0.7, 0.9)).toBe(true)
})

/** The time of the candle a few pixels from the left edge of the plot, in ms. */
async function timeAtTheLeft(page: Page): Promise<number> {
  const box = (await page.getByRole('application').boundingBox())!
  await page.mouse.move(box.x + 8, box.y + box.height / 3)
  await page.mouse.move(box.x + 6, box.y + box.height / 3)
  return Date.parse((await page.getByTestId('legend').locator('b').first().textContent()) ?? '')
}

test('the legend is released when the pointer leaves', async ({ page }) => {
  await openChart(page)
  const time = page.getByTestId('legend').locator('b').first()
  const newest = (await time.textContent()) ?? ''
  const box = (await page.getByRole('application').boundingBox())!
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
  await expect(time).not.toHaveText(newest)
  await page.mouse.move(box.x + box.width / 3, box.y - 120)
  await expect(time).toHaveText(newest)
})

test('a window that grows shows the same period', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 900 })
  await openChart(page)
  const plot = page.getByRole('application')
  const narrow = (await plot.boundingBox())!.width
  const first = await timeAtTheLeft(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect.poll(async () => (await plot.boundingBox())!.width).toBeGreaterThan(narrow * 2)
  await expect.poll(async () => Math.abs((await timeAtTheLeft(page)) - first)).toBeLessThanOrEqual(3_600_000)
})

test('the crosshair moves by keyboard, its values are read out, the ring shows the focus', async ({ page }) => {
  await openChart(page)
  const plot = page.getByRole('application')
  await expect(page.getByTestId('read-out')).toBeEmpty()
  await plot.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByTestId('read-out')).toContainText(/open 6\d,.*close 6\d,.*volume .*12 trades, SMA 20 6\d,/)
  const ring = await plot.evaluate((element) => {
    const { content, borderTopWidth, borderTopColor } = getComputedStyle(element, '::after')
    return { content, borderTopWidth, borderTopColor }
  })
  expect(ring).toEqual({ content: '""', borderTopWidth: '2px', borderTopColor: 'rgb(182, 164, 255)' })
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('read-out')).toBeEmpty()
})

test('the chart opens on one named exchange; all of them are a choice that explains itself', async ({ page }) => {
  await openChart(page)
  const exchange = page.getByRole('combobox', { name: 'Exchange' })
  await expect(exchange).toHaveValue('binance')
  await expect(page.getByTestId('source')).toContainText(
    /BTC-USDT as traded at Binance, in USDT; in USD .* the price above/,
  )
  await exchange.selectOption('composite')
  await expect(page).toHaveURL(/venue=composite/)
  await expect(page.getByTestId('source')).toContainText(
    'The open candle is computed anew with every trade until it closes',
  )
})

test('menus are visible in full screen', async ({ page }) => {
  await openChart(page)
  await page.getByRole('button', { name: 'Full screen' }).click()
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true)
  await page.getByRole('button', { name: 'Export' }).click()
  const entry = page.getByRole('menuitem', { name: 'Candles and indicators, CSV' })
  await expect(entry).toBeVisible()
  const onTop = await entry.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  })
  expect(onTop).toBe(true)
})

test('the time axis is above the fold of a laptop, under the banner too', async ({ page }) => {
  await openChart(page, '', { mode: 'simulated' })
  await expect(page.getByTestId('banner')).toBeVisible()
  const box = (await page.getByRole('application').boundingBox())!
  expect(box.y + box.height).toBeLessThanOrEqual(900)
  expect(box.height).toBeGreaterThan(360)
})
