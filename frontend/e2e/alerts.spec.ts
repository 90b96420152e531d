/** Alerts from the form to the toast, the events and a signed request; webhooks. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, type Page } from '@playwright/test'
import { register, somebody } from './account'
import { seriousFindings } from './pages'

const toasts = (page: Page) => page.locator('.toasts')
const dialog = (page: Page, name = 'New alert') => page.getByRole('dialog', { name })

/** Bitcoin is above 1 dollar: it fires with the next price. */
async function addFiring(page: Page, channel?: string): Promise<void> {
  await page.goto('/portfolio?view=alerts')
  await page.getByRole('button', { name: 'New alert' }).click()
  await dialog(page).getByLabel('Coin', { exact: true }).fill('BTC')
  await dialog(page).getByLabel('When it').selectOption('above')
  await dialog(page).getByLabel('Value').fill('1')
  if (channel) await dialog(page).getByLabel(channel).check()
  await expect(dialog(page).getByTestId('alert-sentence')).toHaveText('Bitcoin price is above $1.')
  await dialog(page).getByRole('button', { name: 'Add alert' }).click()
  await expect(dialog(page)).toBeHidden()
}

test('an alert is set by the keyboard on a coin, at its price', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/coins/bitcoin')
  await expect(page.getByRole('button', { name: 'Alert on Bitcoin' })).toBeVisible()
  await expect(page.getByTestId('price')).toContainText('$')
  await page.keyboard.press('a')
  await expect(dialog(page).getByLabel('Coin', { exact: true })).toHaveValue('BTC')
  await expect(dialog(page).getByLabel('Value')).toHaveValue(/^\d{4,}\.\d+$/)
  await dialog(page).getByLabel('Value').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('9,000,000.5')
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page).toHaveURL(/view=alerts$/)
  await expect(page.locator('[data-alert]')).toContainText('Bitcoin price crosses above $9,000,000.5')
  await expect(page.locator('[data-alert]')).toContainText('armed')
})

test('one that fires is said once on the page, and its event says how it was delivered', async ({ page }) => {
  await register(page, somebody())
  await addFiring(page)
  await expect(toasts(page)).toContainText('Bitcoin (BTC) price is above $1: $')
  await toasts(page).getByRole('link', { name: 'Show' }).click()
  const drawer = dialog(page, 'Events of an alert')
  await expect(drawer.locator('[data-delivery="app"]')).toContainText('delivered')
  await expect(drawer.locator('[data-event]')).toHaveCount(1)
  await page.reload()
  await expect(drawer.locator('[data-event]')).toHaveCount(1)
  await expect(toasts(page)).toHaveText('')
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/alert=/)
  await expect(page.locator('[data-alert]')).toContainText('fired')
})

test('what fires on another page is counted on the bell until the alerts are looked at', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/coins/bitcoin')
  const bell = page.getByRole('link', { name: /^Alerts/ })
  await expect(bell).toHaveAccessibleName('Alerts')
  await page.getByRole('button', { name: 'Alert on Bitcoin' }).click()
  await dialog(page).getByLabel('When it').selectOption('above')
  await dialog(page).getByLabel('Value').fill('1')
  await dialog(page).getByRole('button', { name: 'Add alert' }).click()
  await expect(bell).toHaveAccessibleName('Alerts, 1 new')
  await bell.click()
  await expect(bell).toHaveAccessibleName('Alerts')
})

test('an alert is paused, armed, changed, deleted, and back', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/portfolio?view=alerts')
  await page.getByRole('button', { name: 'Add an alert' }).click()
  await dialog(page).getByLabel('Coin', { exact: true }).fill('eth')
  await dialog(page).getByLabel('Value').fill('900,000')
  await dialog(page).getByRole('button', { name: 'Another condition' }).click()
  const second = dialog(page).getByRole('group', { name: 'Condition 2' })
  await second.getByLabel('Figure').selectOption('change_percent:1h')
  await second.getByLabel('Value, %').fill('-2,5')
  await dialog(page).getByLabel('It fires when').selectOption('all')
  await dialog(page).getByLabel('How often').selectOption('rearm')
  await dialog(page).getByLabel('Back by, %').fill('1,5')
  await dialog(page).getByLabel('to your webhooks').check()
  await expect(dialog(page).getByText('No webhook is set up.')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Add alert' }).click()
  const row = page.locator('[data-alert]')
  await expect(row).toContainText('Ethereum price crosses above $900,000 and 1 h change crosses above −2.5%')
  await row.getByRole('button', { name: /^Pause/ }).click()
  await expect(row).toContainText('paused')
  await expect(toasts(page)).toContainText('Paused')
  await row.getByRole('button', { name: /^Change/ }).click()
  await dialog(page, 'Change alert').getByLabel('Note').fill('too dear')
  await dialog(page, 'Change alert').getByRole('button', { name: 'Save' }).click()
  await expect(row).toContainText('too dear')
  await expect(row).toContainText('paused')
  await row.getByRole('button', { name: /^Arm/ }).click()
  await expect(row).toContainText('armed')
  await row.getByRole('button', { name: /^Delete/ }).click()
  await expect(row).toHaveCount(0)
  await toasts(page).getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('1 h change')
})

interface Received {
  headers: IncomingMessage['headers']
  body: string
}

/** A receiver on this machine. */
async function receiver() {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { received, url: `http://127.0.0.1:${port}/hook`, close: () => server.close() }
}

/** As Standard Webhooks says. */
function signature({ headers, body }: Received, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

test('a webhook is added, tested, and gets a signed alert', async ({ page }) => {
  const { received, url, close } = await receiver()
  await register(page, somebody())
  await page.goto('/profile?view=webhooks')
  await page.getByRole('button', { name: 'New webhook' }).click()
  await page.getByLabel('URL').fill(url)
  await page.getByLabel('Description').fill('My machine')
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const secret = (await page.getByTestId('webhook-secret').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('button', { name: 'Test: My machine' }).click()
  await expect(page.locator('[data-webhook-delivery]')).toContainText('Test delivered')
  expect(received[0]?.headers['webhook-signature']).toContain(signature(received[0]!, secret))

  await addFiring(page, 'to your webhooks')
  await page.getByRole('link', { name: /fired \d/ }).click()
  const drawer = dialog(page, 'Events of an alert')
  await expect(drawer.locator('[data-delivery="webhook"]')).toContainText('delivered')
  expect(JSON.parse(received[1]!.body)).toMatchObject({ type: 'alert.fired', data: { coin_id: 'bitcoin' } })
  expect(received[1]!.headers['webhook-signature']).toContain(signature(received[1]!, secret))

  await page.goto('/profile?view=webhooks')
  await page.getByRole('button', { name: 'Pause: My machine' }).click()
  await expect(page.locator('[data-webhook]')).toContainText('paused')
  await page.getByRole('button', { name: 'New secret: My machine' }).click()
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  await expect(page.getByTestId('webhook-secret')).not.toHaveText(secret)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('button', { name: 'Delete: My machine' }).click()
  await page.getByRole('button', { name: 'Delete webhook' }).click()
  await expect(page.getByText('No webhooks yet')).toBeVisible()
  close()
})

for (const width of [390, 1440]) {
  for (const theme of ['light', 'dark'] as const) {
    test(`alerts and webhooks at ${width} px, ${theme}`, async ({ page }, info) => {
      test.slow()
      const shot = async (name: string) => {
        await page.screenshot({ path: info.outputPath(`${name}-${width}-${theme}.png`) })
        expect(await seriousFindings(page), name).toEqual([])
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect(wide, `${name} scrolls sideways`).toBe(false)
      }
      await register(page, somebody())
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: theme })
      await page.goto('/profile?view=webhooks')
      await expect(page.getByText('No webhooks yet')).toBeVisible()
      await shot('webhooks')
      await page.goto('/portfolio?view=alerts')
      await expect(page.getByText('No alerts yet')).toBeVisible()
      await shot('empty')
      await addFiring(page)
      await expect(toasts(page)).toContainText('$1: $')
      await shot('toast')
      await page.keyboard.press('a')
      await dialog(page).getByLabel('How often').selectOption('rearm')
      await dialog(page).getByLabel('to your webhooks').check()
      await dialog(page).getByRole('button', { name: 'Another condition' }).click()
      await shot('dialog')
      await page.keyboard.press('Escape')
      await dialog(page).getByRole('button', { name: 'Throw it away' }).click()
      await page.getByRole('link', { name: /fired \d/ }).click()
      await expect(page.locator('[data-delivery="app"]')).toBeVisible()
      await shot('events')
    })
  }
}
