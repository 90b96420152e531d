/** Drafts of forms: values that were typed and not sent yet, in this tab's session storage. Never passwords or tokens. */

const PREFIX = 'tidemark.draft.'

export type Draft = Record<string, unknown>

export function readDraft(name: string): Draft {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? '{}') as Draft
  } catch {
    return {}
  }
}

export function writeDraft(name: string, draft: Draft): void {
  sessionStorage.setItem(PREFIX + name, JSON.stringify(draft))
}

export function clearDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name)
}

const names = (): string[] => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX))

export const hasDrafts = (): boolean => names().length > 0

/** After a sign-out: the next user of this tab must not find, or send, what another one typed. */
export function clearDrafts(): void {
  for (const name of names()) sessionStorage.removeItem(name)
}
