/** What the profile's URL holds: which view. The first one stays out. Pure. */

export const VIEWS = ['preferences', 'security', 'keys'] as const
export type View = (typeof VIEWS)[number]

export interface ProfileSearch {
  view?: View
}

export function checkProfileSearch(raw: Record<string, unknown>): ProfileSearch {
  const view = VIEWS.find((one) => one === raw.view)
  return view ? { view } : {}
}
