/** Checks of form fields before they are sent, with the texts shown beside them. */

export const required = (what: string) => ({ required: `${what} is missing.` })

export const LOGIN = required('E-mail or user name')
export const PASSWORD = required('Password')

export const EMAIL = {
  ...required('E-mail'),
  pattern: { value: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, message: 'This is not an e-mail address.' },
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
