/** What the form of a portfolio's settings holds, and the change that it stands for. Pure. */
import type { PortfolioChanges, PortfolioSettings } from '@/api/portfolio'

export type SettingsForm = Pick<PortfolioSettings, 'name' | 'base_currency' | 'lot_method' | 'pool' | 'track_cash'> & {
  /** `2026-01-01`, in UTC; empty: from now on. */
  pool_since: string
}

const NEW = { name: '', base_currency: 'USD', lot_method: 'fifo', pool: 'portfolio', track_cash: false } as const

export function settingsForm(settings: PortfolioSettings | undefined): SettingsForm {
  const { name, base_currency, lot_method, pool, track_cash } = settings ?? NEW
  return { name, base_currency, lot_method, pool, track_cash, pool_since: '' }
}

/** A pool is said only when it is another one: saying it anew would begin a rule of its own. */
export function changesOf(form: SettingsForm, before: PortfolioSettings): PortfolioChanges {
  const { name, lot_method, pool, track_cash, pool_since: since } = form
  const rule = pool === before.pool ? {} : { pool, ...(since && { pool_since: `${since}T00:00:00Z` }) }
  return { name, lot_method, track_cash, ...rule }
}
