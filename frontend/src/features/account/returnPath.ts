/** The page to return to after a sign-in: a path of this site, never another site. Pure. */

export interface EntrySearch {
  next?: string
}

export function safeNext(next: unknown, origin: string): string | undefined {
  if (typeof next !== 'string' || !next.startsWith('/')) return undefined
  const url = new URL(next, origin)
  return url.origin === origin ? url.pathname + url.search + url.hash : undefined
}

export function checkEntrySearch(raw: Record<string, unknown>): EntrySearch {
  const next = safeNext(raw.next, location.origin)
  return next === undefined ? {} : { next }
}
