/** The indicators on the chart of a coin, other coins beside it, and its scales, over a market that stands still. */
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings, LOOKS, WIDEST_FOR_AXE, type Theme } from './pages'
import { standStill } from './stillMarket'

async function openChart(page: Page, query = '', theme: Theme = 'dark') {
  const stream = await standStill(page)
  await open(page, `/coins/bitcoin${query}`, theme)
  await expect(page.getByRole('application')).toHaveAttribute('aria-description', /in \d+ candles/)
  return stream
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Indicators' })
const chosenOf = (page: Page, spec: string) => dialogOf(page).locator(`[data-chosen="${spec}"]`)
const legendOf = (page: Page, spec: string) => page.locator(`[data-indicator="${spec}"]`)

test('indicators are added, changed, ordered and taken away by keyboard, and stand in the link', async ({ page }) => {
  await openChart(page)
  await page.keyboard.press('i')
  const dialog = dialogOf(page)
  await dialog.getByLabel('Find an indicator').fill('strength')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/ind=sma:20,ema:50,rsi:14$/)
  const period = chosenOf(page, 'rsi:14').getByLabel('period')
  await period.fill('21')
  await period.press('Enter')
  await expect(page).toHaveURL(/ind=sma:20,ema:50,rsi:21$/)
  await dialog.getByRole('button', { name: 'Move RSI 21 up' }).press('Enter')
  await expect(page).toHaveURL(/ind=sma:20,rsi:21,ema:50$/)
  await dialog.getByRole('button', { name: 'Take SMA 20 away' }).press('Enter')
  await dialog.getByRole('button', { name: /^Colour of RSI 21: 1 of 5/ }).press('Enter')
  await expect(page).toHaveURL(/ind=rsi:21~2,ema:50$/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(legendOf(page, 'rsi:21')).toContainText(/RSI 21 \d\d\.\d/)
})

test('a parameter that is not possible says what is, and changes nothing', async ({ page }) => {
  await openChart(page)
  await page.getByRole('button', { name: 'Indicator', exact: true }).click()
  const period = chosenOf(page, 'sma:20').getByLabel('period')
  await period.fill('1')
  await period.blur()
  await expect(dialogOf(page).getByRole('alert')).toHaveText('A whole number from 2 to 1000.')
  await expect(page).toHaveURL(/\/coins\/bitcoin$/)
  expect(await seriousFindings(page)).toEqual([])
})

test('the chart has four panes, and the list says so when they are taken', async ({ page }) => {
  await openChart(page, '?ind=rsi:14,macd:12:26:9')
  await page.keyboard.press('i')
  const add = dialogOf(page).getByRole('region', { name: 'Add an indicator' })
  await expect(add.getByRole('button', { name: /Stochastic/ })).toBeDisabled()
  await expect(add.getByRole('button', { name: /Stochastic/ })).toContainText('4 panes')
  await expect(add.getByRole('button', { name: /Bollinger/ })).toBeEnabled()
})

test('several outputs are drawn and written, also of an indicator that this page has never heard of', async ({
  page,
}) => {
  await openChart(page, '?ind=bb:20:2,macd:12:26:9,mfi:14')
  await expect(legendOf(page, 'bb:20:2')).toContainText(/Bollinger 20, 2 6\d,\d+\.\d\d – 6\d,\d+\.\d\d/)
  await expect(legendOf(page, 'macd:12:26:9')).toContainText(/MACD 12, 26, 9 \S+ · \S+ · \S+/)
  await expect(legendOf(page, 'mfi:14')).toContainText(/Money flow index 14 \d/)
})

test('before an indicator is warm the legend says how far it is', async ({ page }) => {
  await openChart(page, '?range=1M&interval=1d&ind=sma:200')
  await expect(legendOf(page, 'sma:200')).toContainText(/warming up \d+ of 200/)
})

test('what was chosen is taken along by the next link to a coin, a link without it shows the usual ones', async ({
  page,
}) => {
  await openChart(page, '?ind=rsi:14')
  await page.keyboard.press('i')
  await dialogOf(page).getByRole('button', { name: 'Move RSI 14 up' }).waitFor()
  await dialogOf(page).getByLabel('Find an indicator').fill('bollinger')
  await dialogOf(page)
    .getByRole('button', { name: /Bollinger bands/ })
    .click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ethe')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/coins\/ethereum\?ind=rsi:14,bb:20:2$/)
})

test('values are read again when a candle closes', async ({ page }) => {
  const { say, channels } = await openChart(page, '?range=1H&interval=1m')
  await expect.poll(() => [...channels].some((name) => name.startsWith('candles:bitcoin:1m'))).toBe(true)
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  const open_time = new Date(minute - 60_000).toISOString()
  const asked = page.waitForRequest((request) => request.url().includes(`start=${encodeURIComponent(open_time)}`))
  const prices = { open: '67000', high: '67010', low: '66990', close: '67005', volume: '1', quote_volume: '1' }
  const facts = {
    trade_count: 3,
    status: 'complete',
    is_closed: true,
    revision: 9,
    interval: '1m',
    instrument_id: 'BTC-USDT.BINANCE',
  }
  say(
    [...channels].find((name) => name.startsWith('candles:bitcoin:1m'))!,
    { items: [{ ...prices, ...facts, open_time }] },
  )
  expect((await asked).url()).toContain('/api/analytics/indicators/bitcoin')
})

test('other coins stand on the chart in per cent, in the link, with the indicators below', async ({ page }) => {
  await openChart(page, '?ind=sma:20,rsi:14')
  await page.getByRole('button', { name: 'Compare with other coins' }).click()
  const menu = page.getByRole('dialog', { name: 'Compare with other coins' })
  await menu.getByRole('checkbox', { name: /Ethereum/ }).check()
  await menu.getByRole('checkbox', { name: /BNB/ }).check()
  await expect(page).toHaveURL(/vs=ethereum,bnb$/)
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-compared="ethereum"]')).toContainText(/Ethereum\s*[+−]?\d+\.\d\d%/)
  await expect(page.getByRole('combobox', { name: 'Scale' })).toHaveValue('percent')
  await expect(page.getByText('In per cent the indicators on the price are not drawn')).toBeVisible()
  await expect(legendOf(page, 'rsi:14')).toBeVisible()
  await expect(legendOf(page, 'sma:20')).toHaveCount(0)
})

test('the scale is a labelled choice', async ({ page }) => {
  await openChart(page)
  await page.getByRole('combobox', { name: 'Scale' }).selectOption({ label: 'Log scale' })
  await expect(page).toHaveURL(/scale=log$/)
})

test('the CSV has every output of every indicator and the compared coins', async ({ page }) => {
  await openChart(page, '?ind=sma:20,bb:20:2,macd:12:26:9&vs=ethereum')
  await expect(page.locator('[data-compared="ethereum"] .change, [data-compared="ethereum"] b')).toContainText('%')
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Candles and indicators, CSV' }).click(),
  ])
  const [head = '', ...rows] = (await readFile(await file.path(), 'utf8')).split('\r\n')
  expect(head).toContain(
    'macd:12:26:9 macd,macd:12:26:9 signal,macd:12:26:9 histogram,macd:12:26:9 status,close ethereum,source,mode',
  )
  expect(rows[200]).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z,.*,complete,true,.*,live$/)
})

for (const [width, theme] of LOOKS) {
  test(`four panes with bands and guides, ${theme}, ${width}`, async ({ page }, info) => {
    test.setTimeout(180_000)
    await page.setViewportSize({ width, height: 1000 })
    await openChart(page, '?range=7D&ind=sma:20,ema:50,bb:20:2,rsi:14,realized_volatility:24', theme)
    await expect(legendOf(page, 'rsi:14')).toContainText(/\d\d\.\d/)
    await page.screenshot({ path: info.outputPath('chart.png'), fullPage: true })
    if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await page.keyboard.press('i')
    await expect(chosenOf(page, 'bb:20:2')).toBeVisible()
    await page.screenshot({ path: info.outputPath('dialog.png') })
    if (width <= WIDEST_FOR_AXE) expect(await seriousFindings(page)).toEqual([])
  })
}

for (const theme of ['dark', 'light'] as const) {
  test(`other coins on the chart, ${theme}`, async ({ page }, info) => {
    test.setTimeout(180_000)
    await openChart(page, '?range=7D&ind=sma:20,rsi:14&vs=ethereum,bnb&tape=large', theme)
    await expect(page.locator('[data-compared="bnb"]')).toContainText('%')
    await page.screenshot({ path: info.outputPath('compared.png'), fullPage: true })
    expect(await seriousFindings(page)).toEqual([])
  })
}
