import { expect, test, type Page } from '@playwright/test'
import { fillRegistration, register, signOut, somebody } from './account'
import { seriousFindings } from './pages'

/** What a mouse does, with the time between its two halves in which a page may move. */
async function slowClick(page: Page, name: string): Promise<void> {
  const box = await page.getByRole('link', { name, exact: true }).boundingBox()
  if (!box) throw new Error(`${name} is not on the page`)
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.mouse.up()
}

for (const [path, field, link, target] of [
  ['/login', 'E-mail or user name', 'Create an account', /\/register/],
  ['/login', 'E-mail or user name', 'Forgot it?', /\/forgot$/],
  ['/login', 'Password', 'Create an account', /\/register/],
  ['/register', 'E-mail', 'Sign in', /\/login/],
  ['/register', 'Password', 'Sign in', /\/login/],
  ['/forgot', 'E-mail', 'Back to sign in', /\/login/],
] as const) {
  test(`the first click on “${link}” after “${field}” counts`, async ({ page }) => {
    await page.goto(path)
    await page.getByLabel(field, { exact: true }).focus()
    await slowClick(page, link)
    await expect(page).toHaveURL(target)
  })
}

test('errors move nothing', async ({ page }) => {
  for (const path of ['/login', '/register', '/forgot']) {
    await page.goto(path)
    await expect(page.locator('h1')).toBeVisible()
    await page.evaluate(() => document.fonts.ready)
    const places = () =>
      page
        .locator('form :is(input, button), form label')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    if (path === '/register') await expect(page.getByText('Of inner networks, too:')).toBeVisible()
    const before = await places()
    await page.locator('form button[type="submit"]').click()
    await expect(page.getByText('is missing.').first()).toBeVisible()
    expect(await places()).toEqual(before)
  }
})

test('who registers is signed in at once, and is where they wanted to be', async ({ page }) => {
  await fillRegistration(page, somebody(), '/register?next=/profile?view=keys')
  await expect(page).toHaveURL(/\/profile\?view=keys$/)
  await expect(page.getByRole('button', { name: 'New key' })).toBeVisible()
})

test('an e-mail that has an account opens no other one', async ({ page }) => {
  const person = somebody()
  await register(page, person)
  await signOut(page)
  await fillRegistration(page, { ...person, name: somebody().name })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to go on')
  await expect(page.getByTestId('account')).toHaveCount(0)
})

test('an address of an inner network makes an account, and the page says that it does', async ({ page }) => {
  const person = somebody()
  await page.goto('/register')
  await expect(page.getByText('Of inner networks, too:')).toBeVisible()
  await register(page, { ...person, email: `${person.name}@desk.local` })
})

test('the API key that is shown once is not lost by a key, a click beside it or a way back', async ({ page }) => {
  await register(page, somebody())
  await page.goto('/profile')
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('Name').fill('bot')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = page.getByTestId('api-key')
  const question = page.getByText('Have you stored it?')
  await expect(key).toBeVisible()
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => page.mouse.click(10, 500),
    () => page.getByRole('button', { name: 'Close', exact: true }).click(),
    () => page.evaluate(() => history.back()),
  ]) {
    await leave()
    await expect(question).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Keep it open' }).click()
    await expect(question).toHaveCount(0)
    await expect(key).toBeVisible()
  }
  const warning = page.waitForEvent('dialog')
  await page.evaluate(() => setTimeout(() => location.reload()))
  expect((await warning).type()).toBe('beforeunload')
  await (await warning).dismiss()
  await expect(key).toBeVisible()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect(key).toHaveCount(0)
  await page.getByRole('link', { name: 'Security' }).click()
  await expect(page).toHaveURL(/view=security$/)
})
