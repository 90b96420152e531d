/** Sentiment over a market that stands still: every figure is known. What the service itself says its own tests prove. */
import { expect, test, type Page } from '@playwright/test'
import { open, seriousFindings } from './pages'
import { standStill } from './stillMarket'
import { story } from './stillSentiment'

// A page asks on while its test ends: such an answer is nobody's any more.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }))

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const stories = (page: Page) => page.locator('[data-story]')
const drawer = (page: Page) => page.getByRole('dialog', { name: 'How the score of Bitcoin comes about' })

async function openSentiment(page: Page, search = '') {
  const stream = await standStill(page)
  await open(page, `/sentiment${search}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Sentiment' })).toBeVisible()
  return stream
}

const NEWS = { title: 'Exchange lists a new pair', source: 'coindesk', minutes: 0, score: 0.3 }
const news = (index: number, change: object = {}) => ({ ...story({ now: Date.now() }, NEWS, index), ...change })

test('the gauge says the score with its interval, in words and in shares', async ({ page }) => {
  await openSentiment(page)
  await expect(page.getByRole('img', { name: 'Score +0.18, 95% interval +0.11 to +0.25' })).toBeVisible()
  await expect(page.getByTestId('score-words')).toHaveText('Slightly positive')
  const score = card(page, 'Bitcoin, last 24 h')
  await expect(score).toContainText('412 documents in 167 distinct stories')
  await expect(score).toContainText('38% positive45% neutral17% negative')
  await expect(page).toHaveTitle('+0.18 Bitcoin · Sentiment – Tidemark')
})

test('an interval that crosses zero is grey, and too few stories are no score', async ({ page }) => {
  await openSentiment(page, '?coin=ethereum')
  await expect(page.locator('.gauge')).toHaveAttribute('data-tone', 'flat')
  await expect(page.getByTestId('score-words')).toHaveText('No clear direction')
  await page.getByRole('combobox', { name: 'Coin' }).selectOption('bnb')
  await expect(page).toHaveURL(/coin=bnb/)
  await expect(page.getByTestId('score-words')).toHaveText('Not enough to tell')
  await expect(card(page, 'BNB, last 24 h')).toContainText('3 stories in the window; a score needs five.')
})

test('a symbol in the link becomes the coin, and an unknown one is named', async ({ page }) => {
  await openSentiment(page, '?coin=ETH')
  await expect(page).toHaveURL(/coin=ethereum$/)
  await page.goto('/sentiment?coin=bitcoyn')
  await expect(page.getByText('There is no coin “bitcoyn”')).toBeVisible()
  await page.getByRole('button', { name: 'Show Bitcoin' }).first().click()
  await expect(page.getByTestId('score-words')).toBeVisible()
  await expect(page).toHaveURL(/\/sentiment$/)
})

test('every weight is two clicks away, and together they are the score', async ({ page }) => {
  await openSentiment(page)
  await page.getByRole('button', { name: 'Every weight' }).click()
  await expect(page).toHaveURL(/explain=weights/)
  const [score, sum] = [drawer(page).locator('.tile .val').first(), drawer(page).getByTestId('explain-sum')]
  await expect(sum).toContainText('All together')
  const exact = Number((await sum.locator('td').last().textContent())!.replace('−', '-'))
  expect(exact).toBeCloseTo(Number((await score.textContent())!.replace('−', '-')), 2)
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(page).not.toHaveURL(/explain/)
})

test('a story leads to its original elsewhere, and to every site that has it', async ({ page }) => {
  await openSentiment(page)
  const link = page.getByRole('link', { name: /^South Korean Beachgoers/ })
  await expect(link).toHaveAttribute('href', 'https://coindesk.example/story-3')
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(link).toHaveAttribute('target', '_blank')
  const row = stories(page).filter({ has: link })
  await row.getByText('same story on 6 sites').click()
  await expect(row.getByRole('link', { name: 'Cointelegraph' })).toBeVisible()
})

test('what a feed gives as an address and is none is no link', async ({ page }) => {
  await openSentiment(page)
  const row = stories(page).filter({ hasText: 'A feed gave this no address of the web' })
  await expect(row).toBeVisible()
  await expect(row.getByRole('link')).toHaveCount(0)
})

test('stories are ordered by weight or time, and filtered by label and source', async ({ page }) => {
  await openSentiment(page)
  await expect(stories(page).first()).toContainText('BTC looking strong')
  await page.getByRole('button', { name: 'By weight' }).click()
  await expect(stories(page).first()).toContainText('Yield Farming')
  await expect(stories(page).first()).toContainText('of the weight')
  await page.getByRole('combobox', { name: 'Label' }).selectOption('positive')
  await expect(page).toHaveURL(/sort=weight.*label=positive|label=positive.*sort=weight/)
  await expect(stories(page).filter({ hasText: 'negative' })).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Source' }).selectOption('bluesky')
  await expect(stories(page)).toHaveCount(1)
})

test('a story of the stream is on top at once, but not while somebody reads', async ({ page }) => {
  const { say, channels } = await openSentiment(page, '?view=news')
  await expect(stories(page)).toHaveCount(8)
  await expect.poll(() => channels.has('news')).toBe(true)
  say('news', news(90))
  await expect(stories(page).first()).toHaveAttribute('data-story', 'story-90')
  await stories(page).nth(2).hover()
  say('news', news(91))
  const more = page.getByRole('button', { name: '1 new' })
  await expect(more).toBeVisible()
  await expect(stories(page)).toHaveCount(9)
  await more.click()
  await expect(stories(page).first()).toHaveAttribute('data-story', 'story-91')
})

test('an edited story changes in its place, a deleted one goes', async ({ page }) => {
  const { say, channels } = await openSentiment(page, '?view=news')
  const first = stories(page).first()
  await expect(first).toContainText('Yield Farming')
  await expect.poll(() => channels.has('news')).toBe(true)
  say('news', news(0, { title: 'Yield farming, corrected', revision: 2, published_at: new Date().toISOString() }))
  await expect(first).toContainText('Yield farming, corrected')
  say('news', news(0, { title: '', documents: [], reach: 0, revision: 3 }))
  await expect(page.locator('[data-story="story-0"]')).toHaveCount(0)
})

test('stories that the stream could not send again are fetched', async ({ page }) => {
  const { resync, channels } = await openSentiment(page, '?view=news')
  await expect(stories(page)).toHaveCount(8)
  await expect.poll(() => channels.has('news')).toBe(true)
  const asked = page.waitForRequest(/\/api\/sentiment\/news/)
  resync('news')
  await asked
})

test('the score follows the stream', async ({ page }) => {
  const { say, channels } = await openSentiment(page)
  await expect(page.getByTestId('score-words')).toHaveText('Slightly positive')
  await expect.poll(() => channels.has('sentiment:bitcoin')).toBe(true)
  const state = { coin_id: 'bitcoin', window: '24h', score: '-0.4000', interval_95: ['-0.5000', '-0.3000'] }
  say('sentiment:bitcoin', state)
  await expect(page.getByTestId('score-words')).toHaveText('Clearly negative')
})

test('the chart is moved by keys and read out, and is also a table', async ({ page }) => {
  await openSentiment(page)
  const chart = page.getByRole('application', { name: 'Sentiment and price of Bitcoin, 7D' })
  await expect(page.getByTestId('score-legend')).toContainText('Now')
  await chart.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByTestId('score-legend')).not.toContainText('Now')
  await expect(page.getByRole('status').filter({ hasText: /score .*95% interval .*price/ })).toBeAttached()
  await page.getByRole('button', { name: 'Show as table' }).click()
  await expect(page.getByRole('region', { name: 'Sentiment and price of Bitcoin as a table' })).toContainText('Score')
  await page.getByRole('button', { name: '1M' }).click()
  await expect(page).toHaveURL(/range=1M/)
  await expect(page.getByTestId('price-test')).toContainText('no relation that chance could not explain')
})

test('each source says how it is and why', async ({ page }) => {
  await openSentiment(page)
  await expect(card(page, 'Sources')).toContainText('4 ok · 1 degraded · 1 disabled')
  const row = (source: string) => page.locator(`[data-source="${source}"]`)
  await expect(row('theblock')).toContainText('degraded, rate limit, retry in 6 min')
  await expect(row('newsapi')).toContainText('disabled, no key')
  await expect(card(page, 'Stories behind it')).toContainText('6 texts of the last 24 h left out: off topic 4')
})

test('coins are compared, left out and added, and the link keeps them', async ({ page }) => {
  await openSentiment(page, '?view=compare')
  await expect(page.locator('tr[data-coin]')).toHaveCount(3)
  await expect(page.locator('tr[data-coin]').last()).toContainText('not enough')
  await page.getByRole('button', { name: 'Leave out Ethereum' }).click()
  await expect(page.locator('tr[data-coin]')).toHaveCount(2)
  await expect(page).toHaveURL(/coins=bitcoin,bnb/)
  await page.getByRole('combobox', { name: 'Add a coin' }).selectOption('ethereum')
  await expect(page.locator('tr[data-coin="ethereum"]')).toBeVisible()
})

test('how good it is: the table, the errors, and what it was trained on', async ({ page }) => {
  await openSentiment(page)
  // In short only what the model was not trained on.
  const columns = card(page, 'How good is it').getByRole('columnheader')
  await expect(columns).toHaveCount(6)
  await page.getByRole('button', { name: 'Method, confusion, calibration' }).click()
  await expect(page).toHaveURL(/view=evaluation/)
  const own = card(page, 'How good is it').locator('[data-model="minilm-crypto"]')
  await expect(own).toContainText('in use')
  await expect(columns).toHaveCount(7)
  await expect(own.getByTitle(/trained on these/)).toContainText('.770')
  await expect(card(page, 'How good is it').locator('[data-model="majority"]')).toContainText('.250')
  await expect(card(page, 'Errors on Crypto headlines')).toContainText('off by .031')
  await expect(card(page, 'Models')).toContainText('our own corpus')
  await page.getByRole('combobox', { name: 'Model' }).selectOption('vader')
  await expect(card(page, 'Errors on Crypto headlines')).toContainText('It gives no probabilities.')
})

test('a block that fails says so alone, and can be tried again', async ({ page }) => {
  await standStill(page)
  let broken = true
  const answer = { status: 503, contentType: 'application/problem+json', body: '{"code":"busy","detail":"Too much."}' }
  await page.route('**/api/sentiment/topics*', (route) => (broken ? route.fulfill(answer) : route.fallback()))
  await open(page, '/sentiment')
  const topics = card(page, 'Rising topics')
  await expect(topics.getByRole('alert')).toContainText('The topics could not be loaded')
  await expect(page.getByTestId('score-words')).toBeVisible()
  broken = false
  await topics.getByRole('button', { name: 'Try again' }).click()
  await expect(topics).toContainText('PayPal')
})

test('the keyboard reaches the page, its coins and its ranges', async ({ page }) => {
  await standStill(page)
  await open(page, '/coins/ethereum')
  await expect(page.getByTestId('price')).toContainText('$')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/\/sentiment$/)
  await expect(page.getByTestId('score-words')).toBeVisible()
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/coin=bnb/)
  await page.keyboard.press('3')
  await expect(page).toHaveURL(/range=1M/)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('sentim')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/sentiment$/)
})

test('the market has a score of each coin, which leads to what is said of it', async ({ page }) => {
  await standStill(page)
  await open(page, '/dashboard')
  const cell = (coin: string) => page.locator(`tr[data-coin="${coin}"] .col-sentiment`)
  await expect(cell('bitcoin')).toContainText('+0.18')
  await expect(cell('bnb')).toContainText('not enough')
  await page.getByRole('button', { name: 'Sentiment 24 h' }).click()
  await expect(page.locator('tr[data-coin]').last()).toHaveAttribute('data-coin', 'bnb')
  await cell('ethereum').getByRole('link').click()
  await expect(page).toHaveURL(/\/sentiment\?coin=ethereum$/)
})

test('in the market Enter on a score leads there, too', async ({ page }) => {
  await standStill(page)
  await open(page, '/dashboard')
  await expect(page.locator('tr[data-coin="bitcoin"] .col-sentiment')).toContainText('+0.18')
  await page.locator('tr[data-coin="bitcoin"] .col-sentiment').focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/sentiment$/)
})

test("a coin's page has its score, its newest texts, and the way to all of them", async ({ page }) => {
  await standStill(page)
  await open(page, '/coins/bitcoin')
  const sentiment = card(page, 'Sentiment')
  await expect(sentiment).toContainText('+0.18')
  await expect(sentiment).toContainText('95%: +0.11 … +0.25')
  await expect(sentiment.locator('[data-story]')).toHaveCount(3)
  await sentiment.getByRole('link', { name: 'All 167 stories and their weights' }).click()
  await expect(page).toHaveURL(/\/sentiment$/)
})
