/** What the market page says when exchanges are silent, when nothing is traded, and when figures lack a part. */
import { expect, test, type Page } from '@playwright/test'
import { open, openMarket } from './pages'
import { ago, tell, type Changes, type ToldCoin, type ToldVenue } from './told'

// A page asks on while its test ends: such an answer is nobody's any more.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }))

/** Since when each exchange is silent, although it connects again and again and what was missed is fetched. */
function silent(since: Record<string, string>): Changes {
  const coin = (told: ToldCoin) => {
    for (const quote of told.venues) {
      const at = since[quote.venue]
      if (at !== undefined) Object.assign(quote, { as_of: at, included: false, reason: 'venue_stale' })
    }
  }
  const venue = (told: ToldVenue) => {
    if (!(told.venue in since)) return
    const state = { state: 'stale', reason: 'connection_lost', last_message_at: ago(1.6), next_attempt_at: null }
    Object.assign(told, state, { last_data_at: since[told.venue] })
  }
  return { listed: coin, streamed: coin, venue }
}

const row = (page: Page, coin: string) => page.locator(`tr[data-coin="${coin}"]`)

test('the age of a silent exchange is that of its last trade, and only the strip is amber', async ({ page }) => {
  await tell(page, silent({ kraken: ago(36) }))
  await openMarket(page)
  const kraken = page.locator('.strip [data-venue="kraken"]')
  await expect(kraken).toContainText(/stale (3[6-9]|[4-9]\d) s/)
  await expect(row(page, 'bitcoin').locator('.vdots [title="Kraken: no recent trade"]')).toHaveClass('st')
  await expect(row(page, 'bitcoin').locator('.col-price .stale')).toHaveCount(0)
  await page.getByTestId('connection').click()
  await expect(page.getByRole('dialog', { name: 'Exchanges' })).toContainText(/no trade for (3[6-9]|[4-9]\d) s/)
})

test('the age of a silent exchange is not that of the coin on the page', async ({ page }) => {
  const { listed, streamed } = silent({ kraken: ago(3600) })
  const { venue } = silent({ kraken: ago(36) })
  await tell(page, { listed: listed!, streamed: streamed!, venue: venue! })
  await open(page, '/coins/bitcoin')
  await page.getByTestId('connection').click()
  await expect(page.getByRole('dialog', { name: 'Exchanges' })).toContainText(/no trade for (3[6-9]|[4-9]\d) s/)
  await page.keyboard.press('Escape')
  await page.goto('/api-docs')
  await page.getByTestId('connection').click()
  await expect(page.getByRole('dialog', { name: 'Exchanges' })).toContainText(/no trade for (3[6-9]|[4-9]\d) s/)
})

test("the tab's title follows the price, and leaves an old one out", async ({ page }) => {
  const told: Partial<ToldCoin> & { price: string } = { price: '50001', stale: false, quiet: false }
  const streamed = (coin: ToldCoin) => Object.assign(coin, { as_of: ago(0) }, told)
  await tell(page, { streamed })
  await open(page, '/coins/bitcoin')
  await expect(page).toHaveTitle(/^SIMULATED · \$50,001\.0/)
  told.price = '50002'
  await expect(page).toHaveTitle(/^SIMULATED · \$50,002\.0/)
  Object.assign(told, { stale: true, as_of: ago(60) })
  await expect(page).toHaveTitle('SIMULATED · BTC – Tidemark')
})

test('a doubtful price says on its page how far the exchanges differ', async ({ page }) => {
  const streamed = (coin: ToldCoin) => Object.assign(coin, { reason: 'venues_disagree', stale: false, as_of: ago(0) })
  await tell(page, { streamed })
  await open(page, '/coins/bitcoin')
  await expect(page.getByTestId('sources')).toContainText(/exchanges differ by \d/)
})

test('two silent exchanges are both named on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await tell(page, silent({ coinbase: ago(60), kraken: ago(200) }))
  await openMarket(page)
  const strip = page.getByRole('region', { name: 'Market in short' })
  await expect(strip.getByText(/^Coinbase \d+ (s|min)$/)).toBeInViewport({ ratio: 1 })
  await expect(strip.getByText(/^Kraken \d min$/)).toBeInViewport({ ratio: 1 })
})

test('the letters of the exchanges follow the stream and do not wait for the list', async ({ page }) => {
  const { streamed } = silent({ kraken: ago(36) })
  await tell(page, { streamed: streamed! })
  await openMarket(page)
  await expect(row(page, 'bitcoin').locator('.vdots [title^="Kraken"]')).toHaveClass('st')
})

test('where nothing is traded the price is quiet and not stale', async ({ page }) => {
  const quiet = (told: ToldCoin) => {
    if (told.coin_id !== 'cardano') return
    Object.assign(told, { as_of: ago(185), quiet: true, stale: false })
  }
  await tell(page, { listed: quiet, streamed: quiet })
  await openMarket(page)
  const mark = row(page, 'cardano').locator('[data-freshness]')
  await expect(mark).toHaveAttribute('data-freshness', 'quiet')
  await mark.hover()
  await expect(mark).toHaveAttribute('title', /^no trade for 3 min/)
  await expect(row(page, 'cardano')).not.toHaveClass(/is-stale/)
})

test('a volume that lost a part says so, in the row and in the summary', async ({ page }) => {
  const lost = { volume_24h: '361000000', volume_missing: ['kraken'], volume_stale: [] }
  const kept = { volume_24h: '905000000', volume_missing: [], volume_stale: ['kraken'], volume_as_of: ago(200) }
  const coin = (told: ToldCoin) => {
    if (told.coin_id === 'bitcoin') Object.assign(told, lost)
    if (told.coin_id === 'ethereum') Object.assign(told, kept)
  }
  await tell(page, { listed: coin, streamed: coin, summary: (told) => Object.assign(told, lost) })
  await openMarket(page)
  await expect(row(page, 'bitcoin').locator('.col-volume')).toHaveText('≥ $361 Mwithout Kraken')
  await expect(row(page, 'ethereum').locator('.col-volume')).toHaveText('$905 MKraken 3 min old')
  const strip = page.getByRole('region', { name: 'Market in short' })
  await expect(strip).toContainText('Volume 24 h, 2 exchanges≥ $361 Mwithout Kraken')
})

test('one market that is not known does not take its exchange out of the summary', async ({ page }) => {
  const lost = { volume_24h: '2990000000', volume_missing: [], volume_missing_markets: 1, volume_stale: [] }
  await tell(page, { summary: (told) => Object.assign(told, lost) })
  await openMarket(page)
  await expect(page.getByRole('region', { name: 'Market in short' })).toContainText(
    'Volume 24 h, 3 exchanges≥ $2.99 Bwithout 1 market',
  )
})

test('with all exchanges silent the volume is still that of three', async ({ page }) => {
  const all = { binance: ago(200), coinbase: ago(200), kraken: ago(200) }
  const summary = {
    volume_24h: '2990000000',
    volume_missing: [],
    volume_stale: Object.keys(all),
    volume_as_of: ago(200),
  }
  await tell(page, { ...silent(all), summary: (told) => Object.assign(told, summary) })
  await openMarket(page)
  await expect(page.getByRole('region', { name: 'Market in short' })).toContainText(
    'Volume 24 h, 3 exchanges$2.99 BBinance, Coinbase and Kraken 3 min old',
  )
})

test('an outage that all coins share is named once; a row that lacks more is amber', async ({ page }) => {
  const listed = (told: ToldCoin) => {
    told.complete_24h_percent = told.coin_id === 'cardano' ? '90.0' : '97.5'
  }
  await tell(page, { listed, summary: (told) => Object.assign(told, { open_gaps: 11, complete_24h_percent: '97.3' }) })
  await openMarket(page)
  await expect(row(page, 'cardano').locator('.col-complete .stale')).toHaveText('90.0%')
  await expect(page.locator('.col-complete .stale')).toHaveCount(1)
  await expect(page.getByText('11 open gaps')).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 390, height: 844 })
  const label = page.getByText('11 open gaps')
  await expect(label).toBeInViewport({ ratio: 1 })
  expect(await label.evaluate((one) => one.getBoundingClientRect().right)).toBeLessThanOrEqual(378)
})

test('a price about which something is doubtful says what', async ({ page }) => {
  const doubtful = (told: ToldCoin) => {
    if (told.coin_id === 'cardano') Object.assign(told, { reason: 'venues_disagree', stale: false, as_of: ago(0) })
  }
  await tell(page, { listed: doubtful, streamed: doubtful })
  await openMarket(page)
  await expect(row(page, 'cardano').locator('.col-price')).toContainText(/exchanges differ (by \d|widely)/)
})
