/** What the profile's URL holds: which view. The first one stays out. Pure. */

export const PROFILE_TABS = ['preferences', 'security', 'keys'] as const
export type ProfileTab = (typeof PROFILE_TABS)[number]

export interface ProfileSearch {
  view?: ProfileTab
}

export function checkProfileSearch(raw: Record<string, unknown>): ProfileSearch {
  const view = PROFILE_TABS.find((one) => one === raw.view)
  return view ? { view } : {}
}
