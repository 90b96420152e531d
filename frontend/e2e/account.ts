/** What the tests of accounts share: new users, their forms, their mails. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

const OUTBOX = process.env.MAIL_OUTBOX ?? '../.local/mail'

export interface Person {
  name: string
  email: string
  password: string
}

export function somebody(): Person {
  const name = `trader-${randomBytes(4).toString('hex')}`
  return { name, email: `${name}@people.example`, password: `violet ${randomBytes(6).toString('hex')} tundra` }
}

const initials = ({ name }: Person): string => name.slice(0, 2).toUpperCase()

export async function fillRegistration(page: Page, person: Person, path = '/register'): Promise<void> {
  await page.goto(path)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('User name').fill(person.name)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Create account' }).click()
}

/** No mail is set up, so the new account is signed in at once. */
export async function register(page: Page, person: Person): Promise<void> {
  await fillRegistration(page, person)
  await expect(page.getByTestId('account')).toHaveText(initials(person))
}

export async function signIn(page: Page, person: Person, path = '/login'): Promise<void> {
  await page.goto(path)
  await page.getByLabel('E-mail or user name').fill(person.name)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByTestId('account')).toHaveText(initials(person))
}

/** Open pages stay and offer the sign-in; a page of the account leads to it. */
export async function signOut(page: Page): Promise<void> {
  const { pathname } = new URL(page.url())
  await page.getByTestId('account').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  if (pathname === '/profile') await expect(page).toHaveURL(/\/login\?next=/)
  else await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
}

/** Resolves when this page's stream has subscribed to the account: from then on it learns of revocations. */
export async function subscribedToAccount(page: Page): Promise<void> {
  const socket = await page.waitForEvent('websocket', (one) => one.url().endsWith('/ws'))
  await socket.waitForEvent('framereceived', ({ payload }) => {
    const text = payload.toString()
    return text.includes('"ack"') && text.includes('"account"')
  })
}

/** The path of the link in the newest mail to this user, once there is one to that page. */
export async function mailedLink(person: Person, page = '/'): Promise<string> {
  let link = ''
  await expect
    .poll(() => {
      const mails = readdirSync(OUTBOX)
        .filter((name) => name.endsWith('.eml'))
        .map((name) => join(OUTBOX, name))
        .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
        .map((path) => readFileSync(path, 'utf8').replaceAll('=\r\n', '').replaceAll('=\n', '').replaceAll('=3D', '='))
      const mine = mails.find((mail) => mail.includes(`To: ${person.email}`))
      link = /https?:\/\/[^/\s]+(\/\S+#\S+)/.exec(mine ?? '')?.[1] ?? ''
      return link.startsWith(page)
    })
    .toBe(true)
  return link
}
