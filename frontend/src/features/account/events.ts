/** Security events as text. An unknown kind is returned unchanged. Pure. */

const WORDS: Record<string, string> = {
  registered: 'Account created',
  email_verified: 'E-mail confirmed',
  logged_in: 'Signed in',
  login_failed: 'Failed sign-in',
  logged_out: 'Signed out',
  logged_out_everywhere: 'Signed out everywhere',
  session_revoked: 'Session ended',
  refresh_reused: 'A used session token came back: the session was ended',
  password_changed: 'Password changed',
  password_reset: 'Password reset by mail',
  email_changed: 'E-mail changed',
  key_created: 'API key created',
  key_revoked: 'API key revoked',
  webhook_added: 'Webhook added',
  webhook_changed: 'Webhook sent elsewhere',
  webhook_secret_replaced: 'Webhook secret replaced',
  webhook_deleted: 'Webhook deleted',
  account_locked: 'Sign-in slowed down after failures',
}

const ALARMING = new Set(['login_failed', 'refresh_reused', 'account_locked'])

export const eventText = (kind: string): string => WORDS[kind] ?? kind
export const isAlarming = (kind: string): boolean => ALARMING.has(kind)
