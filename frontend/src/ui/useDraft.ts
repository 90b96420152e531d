/** What is being typed over a value from elsewhere. It begins anew when that value changes, but not by its own commit. */
import { useState } from 'react'

/** `key`: the value as text, by which a change is told. `commit` is called with what will come back as the value. */
export function useDraft<T>(value: T, key: string) {
  const [state, setState] = useState({ draft: value, seen: key, committed: key })
  if (key !== state.seen) {
    setState({ draft: key === state.committed ? state.draft : value, seen: key, committed: key })
  }
  const setDraft = (draft: T) => setState((old) => ({ ...old, draft }))
  const commit = (draft: T, committed: string) => setState((old) => ({ ...old, draft, committed }))
  return { draft: state.draft, setDraft, commit }
}
