/** Changes that a button makes: one after the other, so that the last word is of the last one; some can be taken back. */
import { showToast } from './Toast'

type Work = () => Promise<unknown>

export interface Edit {
  work: Work
  /** Said when it is done. */
  text: string
  /** Reads again what is shown: after a failure, too, and when no other change waits. */
  refresh: Work
  undo?: { work: Work; text: string } | undefined
}

let last: Promise<void> = Promise.resolve()
let waiting = 0

/** Shows what happened and never rejects; the change is sent when those before it are answered. */
export function edit(change: Edit): Promise<void> {
  waiting += 1
  last = last.then(() => attempt(change))
  return last
}

async function attempt({ work, text, refresh, undo }: Edit): Promise<void> {
  try {
    await work()
    const action = undo && { label: 'Undo', run: () => void edit({ ...undo, refresh }) }
    showToast(text, false, action ?? null)
  } catch (error) {
    showToast(`${error instanceof Error ? error.message : String(error)} Nothing was changed.`, true)
  }
  waiting -= 1
  if (waiting === 0) await refresh().catch(() => undefined)
}
