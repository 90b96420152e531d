/** Checks of form fields before they are sent, with the texts shown beside them. */

export const required = (what: string) => ({ required: `${what} is missing.` })

export const LOGIN = required('E-mail or user name')
export const PASSWORD = required('Password')

/** The form of an address; whether it is accepted, the server says. */
export const EMAIL = {
  ...required('E-mail'),
  pattern: { value: /^\s*[^\s@]+@[^\s@]+\s*$/, message: 'This is not an e-mail address.' },
}

const NAMED = 4

/** Which addresses of inner networks can have an account here; `inner` is the server's list. */
export function innerDomainsText(inner: readonly string[]): string {
  if (inner.length === 0) return 'Not of an inner network (.local, localhost …): those are not accepted here.'
  const named = inner.slice(0, NAMED).join(', ')
  return `Of inner networks, too: ${named}${inner.length > NAMED ? ' …' : ''}`
}

export const USERNAME_HELP = '3 to 30 letters, digits, _ or -'
export const USERNAME = {
  ...required('User name'),
  pattern: { value: /^[A-Za-z0-9_-]{3,30}$/, message: `A user name has ${USERNAME_HELP}.` },
}

export const newPassword = (minimum: number) => ({
  ...PASSWORD,
  validate: (password: string) =>
    Array.from(password).length >= minimum ||
    `A password has ${minimum} characters or more; these are ${Array.from(password).length}.`,
})

export const MISMATCH = 'That name and password do not match.'
