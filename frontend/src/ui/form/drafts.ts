/** What was typed and not yet sent: it survives reload and sign-in, in this tab only. Secrets never come here. */

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
