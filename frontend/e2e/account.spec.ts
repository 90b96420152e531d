import { expect, test, type Page } from '@playwright/test'
import { mailedLink, register, signIn, signOut, somebody, subscribedToAccount, type Person } from './account'
import { seriousFindings, type Theme } from './pages'

test('register, verify from the outbox, sign in, make a key, call with it, revoke it, be refused', async ({
  page,
  request,
}) => {
  const person = somebody()
  await register(page, person)
  await page.goto(await mailedLink(person))
  await expect(page.getByText('Your e-mail address is confirmed.')).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')

  // Who is signed in needs no form for it.
  await page.goto('/login?next=/profile?view=keys')
  await expect(page).toHaveURL(/\/profile\?view=keys$/)
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('Name').fill('trading bot')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = (await page.getByTestId('api-key').textContent()) ?? ''
  expect(key).toMatch(/^tmk_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect(page.getByText(key)).toHaveCount(0)

  const call = () => request.get('/api/market/prices/bitcoin', { headers: { 'X-API-Key': key } })
  expect((await call()).status()).toBe(200)
  await page.getByRole('button', { name: 'Revoke trading bot' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText(/^revoked/)).toBeVisible()
  await expect.poll(async () => (await call()).status()).toBe(401)
})

test('signing out everywhere ends the session in another browser, over its untouched page', async ({
  page,
  browser,
}) => {
  const person = somebody()
  await register(page, person)
  const other = await (await browser.newContext()).newPage()
  const subscribed = subscribedToAccount(other)
  await signIn(other, person, '/login?next=/profile')
  await subscribed
  await other.getByLabel('New e-mail').fill('half-typed@people')
  await page.goto('/profile?view=security')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()

  const dialog = other.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog).toContainText('Your session has ended. Nothing you typed is lost; this page stays as it is.')
  expect(await seriousFindings(other)).toEqual([])
  await dialog.getByLabel('Password', { exact: true }).fill(person.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(other.getByLabel('New e-mail')).toHaveValue('half-typed@people')
})

test('a request that was refused because the session had ended is sent again after the sign-in', async ({
  page,
  request,
}) => {
  const person = somebody()
  await register(page, person)
  // Without the stream the page learns of the end only by the request that is refused.
  await page.routeWebSocket(/\/ws$/, () => undefined)
  await page.goto('/profile')
  await page.getByRole('textbox', { name: 'User name' }).fill(`${person.name}-2`)
  const tokens = (await (await request.post('/api/users/login', { data: loginOf(person) })).json()) as Tokens
  await request.post('/api/users/logout', { data: { refresh_token: tokens.refresh_token, everywhere: true } })
  // The gateway learns of a revocation through Kafka, a moment later.
  const me = () => request.get('/api/users/me', { headers: { Authorization: `Bearer ${tokens.access_token}` } })
  await expect.poll(async () => (await me()).status()).toBe(401)

  await page.getByRole('button', { name: 'Save user name' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByLabel('Password', { exact: true }).fill(person.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'User name' })).toHaveValue(`${person.name}-2`)
})

test('what was typed survives a reload; a password is never stored', async ({ page }) => {
  const person = somebody()
  await page.goto('/register')
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.reload()
  await expect(page.getByLabel('E-mail')).toHaveValue(person.email)
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])),
  ).not.toContain(person.password)
})

test('a page that asks for an account leads to the sign-in and back; a reload stays signed in', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  await signOut(page)
  await page.goto('/profile?view=security')
  await expect(page).toHaveURL(/\/login\?next=/)
  await signIn(page, person, page.url())
  await expect(page).toHaveURL(/\/profile\?view=security$/)
  await page.reload()
  await expect(page.getByText('this one')).toBeVisible()
  const second = await page.context().newPage()
  await second.goto('/dashboard')
  await expect(second.getByTestId('account')).toBeVisible()
  await signOut(page)
  await expect(second.getByRole('link', { name: 'Sign in' })).toBeVisible()
})

test('a part of the account that a link names in vain is said in words', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/profile?view=billing')
  const notice = page.getByRole('status').filter({ hasText: 'This link asks for something' })
  await expect(notice).toContainText('“billing” is no part of the account')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page).toHaveURL(/\/profile$/)
})

test('a failed sign-in has the same words whether or not the account exists', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  await signOut(page)
  for (const name of [person.name, somebody().name]) {
    await page.goto('/login')
    await page.getByLabel('E-mail or user name').fill(name)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText('That name and password do not match.')).toBeVisible()
    await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  }
})

test('errors stand beside their fields and the first one has the focus', async ({ page }) => {
  await page.goto('/register')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('E-mail is missing.')
  await page.getByLabel('Password', { exact: true }).fill('short')
  await expect(page.getByTestId('strength')).toHaveText('Too short.')
})

interface Tokens {
  access_token: string
  refresh_token: string
}

const loginOf = ({ name, password }: Person) => ({ login: name, password })

const PUBLIC = ['/login', '/register', '/forgot', '/reset#token=x', '/verify', '/api-docs']
const PRIVATE = ['/profile', '/profile?view=preferences', '/profile?view=security', '/profile?view=keys']

async function checkPage(page: Page, path: string, theme: Theme): Promise<void> {
  await page.goto(path)
  await expect(page.locator('h1')).toHaveCount(1)
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  await expect(page.locator('[role="status"]', { hasText: 'Loading' })).toHaveCount(0)
  expect(await seriousFindings(page)).toEqual([])
}

for (const theme of ['dark', 'light'] as Theme[]) {
  test.describe(`axe finds nothing serious, ${theme}, on`, () => {
    const person = somebody()
    test.use({ colorScheme: theme })

    for (const path of PUBLIC) test(path, async ({ page }) => checkPage(page, path, theme))

    test.describe('a page of the account:', () => {
      test.beforeAll(async ({ browser }) => {
        const page = await browser.newPage()
        await register(page, person)
        await page.close()
      })

      for (const path of PRIVATE) {
        test(path, async ({ page }) => {
          await signIn(page, person)
          await checkPage(page, path, theme)
        })
      }
    })
  })
}
