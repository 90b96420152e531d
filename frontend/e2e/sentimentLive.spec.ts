/** Sentiment with nothing stilled: what a site or somebody publishes is on the open page by itself, through everything. */
import { randomUUID } from 'node:crypto'
import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { open, SIMULATOR_URL } from './pages'

// Sites are asked every 15 s.
const ARRIVES = { timeout: 60_000 }
test.setTimeout(180_000)

const story = (page: Page, words: string) => page.locator('[data-story]').filter({ hasText: words })

/** Asks the simulator for something; the answer is what it made. */
async function control(request: APIRequestContext, path: string, data: object, method = 'POST') {
  const answer = await request.fetch(`${SIMULATOR_URL}/control/${path}`, { method, data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as Record<string, string>
}

/** A word that no other text has. */
const unique = () => `Q${randomUUID().slice(0, 8)}`

test('a headline arrives with its score; told by a second site it is one story, and an edit changes it', async ({
  page,
  request,
}) => {
  const miner = unique()
  const title = `Bitcoin miner ${miner} doubles its hash rate after record quarter in northern Finland`
  await open(page, '/sentiment?view=news')
  await expect(page.locator('[data-story]').first()).toBeVisible()
  const item = await control(request, 'news', { site: 'hashline', title, summary: '', coin: 'bitcoin' })
  const row = story(page, miner)
  await expect(row).toHaveCount(1, ARRIVES)
  await expect(row).toContainText(/positive|neutral|negative/, ARRIVES)
  await control(request, 'news', { site: 'ledgerpost', title, summary: '', coin: 'bitcoin' })
  await expect(row).toContainText('same story on 2 sites', ARRIVES)
  await expect(row).toHaveCount(1)
  await control(request, `news/${item.id}`, { title: title.replace('doubles', 'more than doubles') }, 'PATCH')
  await expect(row).toContainText('more than doubles', ARRIVES)
})

test('a post arrives within seconds, and is gone when its author deletes it', async ({ page, request }) => {
  const word = unique()
  await open(page, '/sentiment?view=social')
  await expect(page.locator('[data-story]').first()).toBeVisible()
  const post = await control(request, 'posts', { text: `${word} just bought more $BTC, best week of the year` })
  await expect(story(page, word)).toHaveCount(1, ARRIVES)
  const gone = await request.delete(`${SIMULATOR_URL}/control/posts/${post.did}/${post.rkey}`)
  expect(gone.ok()).toBe(true)
  await expect(story(page, word)).toHaveCount(0, ARRIVES)
})
