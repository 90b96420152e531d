/** The search parameters of the profile's URL: the tab; the first one is not named. Pure. */
import { Misfits, type Misfit } from '@/lib/misfits'

const PROFILE_TABS = ['preferences', 'security', 'keys', 'webhooks'] as const
export type ProfileTab = (typeof PROFILE_TABS)[number]

/** As in the URL: the page says when it has no such tab. */
export interface ProfileSearch {
  view?: string
}

export function checkProfileSearch(raw: Record<string, unknown>): ProfileSearch {
  return typeof raw.view === 'string' && raw.view !== '' ? { view: raw.view } : {}
}

export interface ProfileChoice {
  /** Undefined: the profile itself. */
  tab: ProfileTab | undefined
  misfits: Misfit<keyof ProfileSearch>[]
}

export function readProfileSearch({ view }: ProfileSearch): ProfileChoice {
  const misfits = new Misfits<keyof ProfileSearch>()
  return { tab: misfits.known('view', view, PROFILE_TABS, 'no part of the account'), misfits: misfits.found }
}
