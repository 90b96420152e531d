/** The search parameters of the profile's URL: the tab; the first one is not named. Pure. */

export const PROFILE_TABS = ['preferences', 'security', 'keys'] as const
export type ProfileTab = (typeof PROFILE_TABS)[number]

export interface ProfileSearch {
  view?: ProfileTab
}

export function checkProfileSearch(raw: Record<string, unknown>): ProfileSearch {
  const view = PROFILE_TABS.find((one) => one === raw.view)
  return view ? { view } : {}
}
