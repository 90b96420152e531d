import { expect, test } from '@playwright/test'
import { mailedLink, register, signIn, signOut, somebody } from './account'

test('a forgotten password is replaced by a mailed link, once, and the old one opens nothing', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  await signOut(page)
  await page.goto('/login')
  await page.getByRole('link', { name: /forgot/i }).click()
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByRole('status').getByText('If an account has this address')).toBeVisible()

  const link = await mailedLink(person, '/reset')
  const renewed = { ...person, password: `${person.password} again` }
  await page.goto(link)
  await page.getByRole('textbox', { name: 'New password' }).fill(renewed.password)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('The password is changed')).toBeVisible()

  await page.goto('/login')
  await page.goto(link)
  await page.getByRole('textbox', { name: 'New password' }).fill(`${person.password} once more`)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await expect(page.getByText('This link has been used or is too old.')).toBeVisible()

  await page.goto('/login')
  await page.getByLabel('E-mail or user name').fill(person.name)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('That name and password do not match.')).toBeVisible()
  await signIn(page, renewed)
})

test('a new address counts once its mail is answered', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  const email = `new-${person.email}`
  await page.goto('/profile')
  await page.getByLabel('New e-mail').fill(email)
  await page.getByLabel('Current password').fill(person.password)
  await page.getByRole('button', { name: 'Change e-mail' }).click()
  await page.goto(await mailedLink({ ...person, email }, '/verify'))
  await expect(page.getByText('Your e-mail address is confirmed.')).toBeVisible()
  await page.goto('/profile')
  await expect(page.getByText(email, { exact: true })).toBeVisible()
})

test('an account is deleted with its password only, and nobody can sign in to it again', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Delete account' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete ${person.name}?` })
  await dialog.getByLabel('Password', { exact: true }).fill('not the password')
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(dialog.getByText('This is not your password')).toBeVisible()
  await dialog.getByLabel('Password', { exact: true }).fill(person.password)
  await dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()

  await page.goto('/login')
  await page.getByLabel('E-mail or user name').fill(person.name)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('That name and password do not match.')).toBeVisible()
})

test('after too many attempts the form says how long to wait', async ({ page }) => {
  // The page's own clock: without the stream nothing corrects it to the server's.
  await page.clock.install()
  await page.routeWebSocket(/\/ws$/, () => undefined)
  await page.route('**/api/users/login', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'Retry-After': '90' },
      contentType: 'application/problem+json',
      json: { type: 'about:blank', title: 'Too Many Requests', status: 429, code: 'rate_limited', detail: 'wait' },
    }),
  )
  await page.goto('/login')
  await page.getByLabel('E-mail or user name').fill('trader')
  await page.getByLabel('Password', { exact: true }).fill('a password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByTestId('limited')).toHaveText(/^Too many attempts\. Next try in \d+ s\.$/)
  await page.clock.fastForward(91_000)
  await expect(page.getByTestId('limited')).toHaveText('Too many attempts. You can try again now.')
})
